using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.CodeFixes.Versions;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Contracts.Verdicts;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>Restores what was taken away and messages in flight still carry, or the last release still wants: a member, or a value of an enum, as the contract has it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RestoreMemberFix))]
[Shared]
public sealed class RestoreMemberFix() : Fix(ContractFix.Unreadable, ContractFix.UnreadableByReleased, ContractFix.Dropped)
{
    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => !ContractFix.HasFile(place) || place.Told(ContractProperties.OtherName) is not null || place.Told(ContractProperties.FileKey) is not { } key ? null
            : (place.Diagnostic.Id, ContractFix.KindOf(place)) switch
            {
                (ContractFix.Dropped, FindingKind.Dropped) or (ContractFix.UnreadableByReleased, FindingKind.Missing) => $"Restore '{ContractKey.NameOf(key)}'",
                (ContractFix.Unreadable, FindingKind.EnumValue) => $"Restore '{place.Told(ContractProperties.Written)}'",
                _ => null,
            };

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        if (await ProjectContract.OfAsync(place.Document.Project, cancellationToken).ConfigureAwait(false) is not { } contract)
        {
            return;
        }

        if (ContractFix.KindOf(place) == FindingKind.EnumValue)
        {
            await RestoreValueAsync(place, contract.File, edits, cancellationToken).ConfigureAwait(false);
        }
        else if (place.Node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
            && FrozenShape.MemberOf(contract.File, contract.Code.Contract, contract.Compilation, place.Told(ContractProperties.FileKey)!) is { } member)
        {
            await RestoreAsync(place.Document, type, member, edits, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task RestoreAsync(Document document, TypeDeclarationSyntax type, WrittenMember member, Edits edits, CancellationToken cancellationToken)
    {
        if (type.ParameterList is not { } list || !member.IsPosition)
        {
            return LaterRecord.AddToBodyAsync(document, type, member.IsPosition ? member.AsProperty : member.Property, edits, cancellationToken);
        }

        // What has no default stands before what has one.
        if (!member.HasDefault && list.Parameters.FirstOrDefault(static parameter => parameter.Default is not null) is { } optional)
        {
            edits.Insert(document.Id, optional.SpanStart, member.Position + ", ", simplify: true);
        }
        else
        {
            edits.Insert(document.Id, list.CloseParenToken.SpanStart, (list.Parameters.Count > 0 ? ", " : string.Empty) + member.Position, simplify: true);
        }

        return Task.CompletedTask;
    }

    private static async Task RestoreValueAsync(FixPlace place, Contract file, Edits edits, CancellationToken cancellationToken)
    {
        var key = place.Told(ContractProperties.FileKey)!;
        if (file.Find(key)?.LastReleased is not EnumValueForm value
            || await EnumSyntax.FindAsync(place, cancellationToken).ConfigureAwait(false) is not var (document, declaration)
            || declaration.Members.Count == 0)
        {
            return;
        }

        var last = declaration.Members.Last();
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var line = text.Lines.GetLineFromPosition(last.SpanStart);
        var before = text.ToString(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(line.Start, last.SpanStart));
        var isOnItsLine = string.IsNullOrWhiteSpace(before);
        var end = await Usings.EndOfLineAsync(document, cancellationToken).ConfigureAwait(false);
        var restored = FrozenShape.ValueOf(key, value);
        var hasComma = declaration.Members.SeparatorCount == declaration.Members.Count;
        edits.Insert(
            document.Id,
            hasComma ? declaration.Members.GetSeparator(declaration.Members.Count - 1).Span.End : last.Span.End,
            (hasComma ? string.Empty : ",") + (isOnItsLine ? end + before : " ") + restored + (hasComma ? "," : string.Empty),
            simplify: true);
    }
}
