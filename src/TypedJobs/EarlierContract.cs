using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TypedJobs;

/// <summary>The contract of an earlier version of a job: its own shape, number and tube, and the policy of the newest.</summary>
internal sealed class EarlierContract : JobContract
{
    private readonly JobContract _newest;

    /// <param name="record">The record that is the version's shape.</param>
    /// <param name="version">The version.</param>
    /// <param name="tube">The tube without the version; null if it is that of the newest.</param>
    /// <param name="format">What a body looks like; null if it is as that of the newest.</param>
    /// <param name="newest">The contract of the newest version.</param>
    [SetsRequiredMembers]
    public EarlierContract(Type record, int version, string? tube, JobFormat? format, JobContract newest)
    {
        _newest = newest;
        JobType = record;
        Name = newest.Name;
        Tube = WithVersion(tube ?? WithoutVersion(newest), version);
        Version = version;
        Priority = newest.Priority;
        Delay = newest.Delay;
        TimeToRun = newest.TimeToRun;
        MaxAttempts = newest.MaxAttempts;
        Backoff = newest.Backoff;
        MaxBackoff = newest.MaxBackoff;
        MaxConcurrency = newest.MaxConcurrency;
        Format = format ?? newest.Format;
    }

    public override Type JobType { get; }

    /// <summary>All versions of a job are one kind.</summary>
    internal override string Kind => _newest.Kind;

    private static string WithVersion(string tube, int version) => version == DefaultVersion ? tube : tube + Ending(version);

    private static string WithoutVersion(JobContract contract)
        => contract.Version > DefaultVersion && contract.Tube.EndsWith(Ending(contract.Version), StringComparison.Ordinal)
            ? contract.Tube[..^Ending(contract.Version).Length]
            : contract.Tube;

    private static string Ending(int version) => string.Create(CultureInfo.InvariantCulture, $"/{version}");
}
