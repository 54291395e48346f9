using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.CodeFixes.Payloads;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Contracts.Verdicts;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>Keeps the name on the wire of a member that was renamed: <c>[JsonPropertyName(old)]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeepWireNameFix))]
[Shared]
public sealed class KeepWireNameFix() : Fix(ContractFix.Unreadable, ContractFix.Dropped)
{
    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => Rename(place) is var (_, name) ? $"Keep its name on the wire: [JsonPropertyName(\"{name}\")]" : null;

    /// <inheritdoc/>
    private protected override Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        var (member, name) = Rename(place)!.Value;
        return MemberAttributes.SetAsync(place with { Node = member }, "JsonPropertyName", name, "System.Text.Json.Serialization", edits, cancellationToken);
    }

    /// <summary>The member that was renamed, and its name on the wire before.</summary>
    private static (SyntaxNode Member, string Name)? Rename(FixPlace place)
    {
        if (place.Told(ContractProperties.OtherName) is not { } other)
        {
            return null;
        }

        switch (ContractFix.KindOf(place))
        {
            case FindingKind.Missing:
                return MemberAttributes.CanBeAdded(place.Node) ? (place.Node, ContractKey.Unquote(other)) : null;
            case FindingKind.Dropped:
                var member = MembersOf(place.Node).FirstOrDefault(candidate => WireNameOf(candidate) == ContractKey.Unquote(other));
                return member is null ? null : (member, ContractKey.Unquote(ContractKey.NameOf(place.Told(ContractProperties.FileKey)!)));
            default:
                return null;
        }
    }

    private static IEnumerable<SyntaxNode> MembersOf(SyntaxNode node)
        => node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
            ? (type.ParameterList?.Parameters ?? default).Cast<SyntaxNode>().Concat(type.Members.OfType<PropertyDeclarationSyntax>())
            : [];

    private static string? WireNameOf(SyntaxNode member)
        => MemberAttributes.TextOf(member, "JsonPropertyName")
            ?? (MemberSyntax.Of(member) is var (_, _, name) ? JsonNames.CamelCase(name.ValueText) : null);
}
