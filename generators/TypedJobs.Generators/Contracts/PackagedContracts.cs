namespace TypedJobs.Generators.Contracts;

/// <summary>
/// Contracts that packages bring along, so that whoever declares a job of theirs again, in another repository, is held against the same file.
/// The jobs in them are no concern of the project's own file.
/// </summary>
internal static class PackagedContracts
{
    /// <summary>How the name of such a file ends, after that of its package.</summary>
    private const string Ending = "." + ContractSettings.FileName;

    public static bool IsFile(string path) => path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>The names of the jobs that packages hold.</summary>
    public static HashSet<string> Names(IEnumerable<Contract> packaged)
        => new(packaged.SelectMany(static contract => contract.Jobs).Select(static job => NameOf(job.Key)), StringComparer.Ordinal);

    /// <summary>What the code says without those jobs.</summary>
    public static CodeContract Without(CodeContract code, IEnumerable<Contract> packaged)
    {
        var names = Names(packaged);
        if (names.Count == 0 || !code.Jobs.Keys.Any(job => names.Contains(NameOf(job))))
        {
            return code;
        }

        var jobs = code.Jobs.Where(job => !names.Contains(NameOf(job.Key))).ToDictionary(static job => job.Key, static job => job.Value, StringComparer.Ordinal);
        var reached = Reach.From(jobs.Keys, code.Contract, static line => [line.Form]);
        return code with { Contract = new Contract(code.Contract.Lines.Where(line => reached.Contains(line.Head))), Jobs = jobs };
    }

    private static string NameOf(string job) => ContractKey.JobOf(job)!.Value.Name;
}
