namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>Where a comparison is.</summary>
/// <param name="Path">The place on the wire, from the job on, as <c>mail.send.lines[].product</c>.</param>
/// <param name="WriterKey">The writer's line.</param>
/// <param name="ReaderKey">The reader's line.</param>
/// <param name="IsCertain">Whether every message has a value there; if not, what breaks there breaks only some messages.</param>
internal readonly record struct Place(string Path, string WriterKey, string ReaderKey, bool IsCertain)
{
    /// <summary>Whether the value that its type has when nothing was set is left out there.</summary>
    public bool LeavesDefaultOut { get; init; }

    public Place Element => this with { Path = Path + "[]", IsCertain = false, LeavesDefaultOut = false };

    public Place At(string name) => this with { Path = $"{Path}.{name}", LeavesDefaultOut = false };

    public Place Maybe(bool isCertain) => this with { IsCertain = IsCertain && isCertain };
}
