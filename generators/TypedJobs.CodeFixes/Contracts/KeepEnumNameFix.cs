using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.CodeFixes.Payloads;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Contracts.Verdicts;
using TypedJobs.Generators.Diagnostics;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>Keeps the name on the wire of an enum's value that was renamed: <c>[JsonStringEnumMemberName(old)]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeepEnumNameFix))]
[Shared]
public sealed class KeepEnumNameFix() : Fix(ContractFix.Unreadable)
{
    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => ContractFix.KindOf(place) == FindingKind.EnumValue && place.Told(ContractProperties.OtherName) is not null && place.Told(ContractProperties.Written) is { } written
            ? $"Keep its name on the wire: [JsonStringEnumMemberName(\"{ContractKey.Unquote(written)}\")]"
            : null;

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        var name = ContractKey.Unquote(place.Told(ContractProperties.OtherName)!);
        if (await EnumSyntax.FindAsync(place, cancellationToken).ConfigureAwait(false) is var (document, declaration)
            && declaration.Members.FirstOrDefault(value => (MemberAttributes.TextOf(value, "JsonStringEnumMemberName") ?? value.Identifier.ValueText) == name) is { } member)
        {
            await MemberAttributes.SetAsync(
                new FixPlace(document, member, place.Diagnostic),
                "JsonStringEnumMemberName",
                ContractKey.Unquote(place.Told(ContractProperties.Written)!),
                "System.Text.Json.Serialization",
                edits,
                cancellationToken).ConfigureAwait(false);
        }
    }
}
