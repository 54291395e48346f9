using System.Collections.Immutable;
using TypedJobs.Generators.Contracts.Verdicts;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>What diagnostics of the contract tell code fixes besides their message: keys of their properties.</summary>
internal static class ContractProperties
{
    /// <summary>The key of the job, as <c>mail.send@1</c>.</summary>
    public const string Job = nameof(Job);

    /// <summary>Why, as the name of a <see cref="FindingKind"/>.</summary>
    public const string Kind = nameof(Kind);

    /// <summary>The line of the file.</summary>
    public const string FileKey = nameof(FileKey);

    /// <summary>The line that the code has.</summary>
    public const string CodeKey = nameof(CodeKey);

    /// <summary>The name that it seems to have had or to have been given, on the wire.</summary>
    public const string OtherName = nameof(OtherName);

    /// <summary>How the writer has it.</summary>
    public const string Written = nameof(Written);

    /// <summary>There if the job's version is one that is only read.</summary>
    public const string IsFrozen = nameof(IsFrozen);

    public static ImmutableDictionary<string, string?> Of(Finding finding, string job, bool isFrozen)
        => (isFrozen ? OfJob(job).Add(IsFrozen, null) : OfJob(job))
            .Add(Kind, finding.Kind.ToString())
            .Add(FileKey, finding.FileKey)
            .Add(CodeKey, finding.CodeKey)
            .Add(OtherName, finding.OtherName)
            .Add(Written, finding.Written);

    public static ImmutableDictionary<string, string?> OfJob(string job)
        => ImmutableDictionary<string, string?>.Empty.Add(Job, job);
}
