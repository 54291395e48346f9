using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>The members of a record, class or struct, and how one is made, before the types of the members have been looked at.</summary>
internal sealed record ObjectShape(IReadOnlyList<MemberShape> Members, Construction? Construction);

/// <summary>A member of an <see cref="ObjectShape"/>; <see cref="PayloadMember"/> tells what the values mean.</summary>
internal sealed record MemberShape(string Name, string JsonName, ITypeSymbol Type, Location? Location, MemberAccess Access, MemberRules Rules)
{
    /// <summary>The number of its <c>[JsonPropertyOrder]</c>.</summary>
    public int Order { get; init; }
}
