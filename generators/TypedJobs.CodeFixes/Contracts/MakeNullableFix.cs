using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Contracts.Verdicts;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>Makes a member nullable that messages in flight do not carry, or carry as null.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeNullableFix))]
[Shared]
public sealed class MakeNullableFix() : Fix(ContractFix.Unreadable, ContractFix.Changed)
{
    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => ContractFix.KindOf(place) is FindingKind.Missing or FindingKind.NullRefused or FindingKind.NullRead
            && MemberSyntax.Of(place.Node) is var (member, type, name)
            && type is not NullableTypeSyntax
            && !MemberSyntax.IsRequiredByAttribute(member)
                ? $"Make '{name.ValueText}' nullable"
                : null;

    /// <inheritdoc/>
    private protected override Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        var (member, type, _) = MemberSyntax.Of(place.Node)!.Value;
        edits.Insert(place.Document.Id, type.Span.End, "?");
        if (ContractFix.KindOf(place) == FindingKind.Missing)
        {
            MemberSyntax.RemoveRequired(member, place.Document.Id, edits);
        }

        return Task.CompletedTask;
    }
}
