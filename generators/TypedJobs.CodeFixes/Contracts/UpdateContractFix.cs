using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Contracts.Verdicts;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>Brings <c>jobs.contract</c> up to date, as a build with <c>UpdateJobContracts</c> does. What a release had stays in it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UpdateContractFix))]
[Shared]
public sealed class UpdateContractFix() : Fix(Stale, ContractFix.Dropped)
{
    private const string Stale = "TJ1000";

    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => !ContractFix.HasFile(place) ? null
            : place.Diagnostic.Id == Stale ? $"Update {ContractSettings.FileName}"
            : ContractFix.KindOf(place) == FindingKind.Dropped ? $"Let it go: leave a tombstone in {ContractSettings.FileName}"
            : null;

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        if (await ProjectContract.OfAsync(place.Document.Project, cancellationToken).ConfigureAwait(false) is { } contract)
        {
            await contract.ReplaceAsync(ContractUpdate.Of(contract.File, contract.Code), edits, cancellationToken).ConfigureAwait(false);
        }
    }
}
