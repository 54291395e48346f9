using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedJobs.Generators.Contracts;

/// <summary>What a build says of contracts, by its properties.</summary>
/// <param name="IsUpdating">Whether the file is being written, so that nothing that writing it settles is to be said, and nothing may keep it from being written.</param>
/// <param name="IsRolling">Whether workers of the last release run beside new ones, so that what they cannot read is an error.</param>
/// <param name="MustBeFresh">Whether a file that is out of date is an error: in continuous integration, and when a release is marked.</param>
/// <param name="IsFileGone">Whether the project had a file that is no longer there, by what git says.</param>
internal sealed record ContractSettings(bool IsUpdating, bool IsRolling, bool MustBeFresh, bool IsFileGone = false)
{
    /// <summary>The name of the file, beside the project's.</summary>
    public const string FileName = "jobs.contract";

    /// <summary>The name of the file as it is at the commit that the project is compared with.</summary>
    public const string BaselineFileName = "jobs.contract.baseline";

    public static ContractSettings Of(AnalyzerConfigOptions options)
        => new(
            Property(options, "UpdateJobContracts", "true"),
            Property(options, "TypedJobsDeployment", "rolling"),
            Property(options, "ContinuousIntegrationBuild", "true") || Property(options, "TypedJobsShipping", "true"),
            Property(options, "TypedJobsContractIsGone", "true"));

    /// <summary>Whether a path is that of a file of this name.</summary>
    public static bool IsFile(string path, string name)
        => path.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (path.Length == name.Length || path[path.Length - name.Length - 1] is '/' or '\\');

    private static bool Property(AnalyzerConfigOptions options, string name, string wanted)
        => options.TryGetValue("build_property." + name, out var value) && string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase);
}
