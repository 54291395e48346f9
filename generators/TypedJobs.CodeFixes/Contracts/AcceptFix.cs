using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>
/// Accepts a break: the contract forgets what the line was in releases, and has the reason in its place, for whoever reviews or looks back. The reason
/// that is written first asks for one.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AcceptFix))]
[Shared]
public sealed class AcceptFix() : Fix(ContractFix.Unreadable, ContractFix.Changed, ContractFix.UnreadableByReleased, ContractFix.Meaning, ContractFix.Reused)
{
    private const string Reason = "Say here why no message in flight is harmed.";

    /// <inheritdoc/>
    /// <remarks>Each break has a reason of its own.</remarks>
    private protected override bool FixesAll => false;

    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => ContractFix.HasFile(place) && place.Told(ContractProperties.FileKey) is not null ? $"Accept it, with a reason in {ContractSettings.FileName}" : null;

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        if (await ProjectContract.OfAsync(place.Document.Project, cancellationToken).ConfigureAwait(false) is not { } contract)
        {
            return;
        }

        string[] keys = [place.Told(ContractProperties.FileKey)!, place.Told(ContractProperties.CodeKey)!];
        var updated = ContractUpdate.Of(contract.File, contract.Code);
        var concerned = updated.Lines.Where(line => keys.Contains(line.Key) && (line.Form is not HeadForm || keys[0] == keys[1])).ToList();
        var lines = updated.Lines.Where(line => !concerned.Contains(line)).Concat(concerned.Select(line => Accepted(line, contract.Code.Contract)));
        await contract.ReplaceAsync(new Contract(lines), edits, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The line without its past. What the code no longer has is retired: a value of an enum, a derived type, a member.</summary>
    private static ContractLine Accepted(ContractLine line, Contract code)
        => code.Find(line.Key) is { } now
            ? line with { Form = now.Form, Was = default, IsAdded = false, IsRetired = false, IsReleased = false, Accepted = ContractKey.Literal(Reason) }
            : line with { Was = default, IsAdded = false, IsRetired = true, IsReleased = true, Accepted = ContractKey.Literal(Reason) };
}
