using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.Generators.Payloads;

/// <summary>The members of a record, class or struct, and how one is made, before the types of the members have been looked at.</summary>
internal sealed record ObjectShape(IReadOnlyList<MemberShape> Members, Construction? Construction);

/// <summary>A member of an <see cref="ObjectShape"/>; <see cref="PayloadMember"/> tells what the values mean.</summary>
internal sealed record MemberShape(string Name, string JsonName, ITypeSymbol Type, MemberAccess Access, MemberRules Rules)
{
    /// <summary>The number of its <c>[JsonPropertyOrder]</c>.</summary>
    public int Order { get; init; }

    /// <summary>The member, if its symbol was asked for.</summary>
    public ISymbol? Symbol { get; init; }

    /// <summary>The position of a record, if it was read from syntax.</summary>
    public ParameterSyntax? Position { get; init; }

    /// <summary>Where it is declared; made when it is asked for, which only faults and contracts do.</summary>
    public Location? Location => Position?.Identifier.GetLocation() ?? Symbol?.Locations.FirstOrDefault();
}
