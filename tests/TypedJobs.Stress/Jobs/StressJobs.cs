using TypedJobs.CompilerServices;

namespace TypedJobs.Stress.Jobs;

/// <summary>A job with a tube of its own.</summary>
/// <param name="Key">What the ledgers call it.</param>
/// <param name="Plan">What its handler is to do.</param>
[Job("stress.own", MaxAttempts = StressJobs.MaxAttempts, MaxBackoffSeconds = StressJobs.MaxBackoffSeconds)]
public sealed partial record OwnTubeJob(string Key, Plan Plan);

/// <summary>A job that shares its tube.</summary>
/// <param name="Key">What the ledgers call it.</param>
/// <param name="Plan">What its handler is to do.</param>
[Job("stress.first", Tube = StressJobs.SharedTube, MaxAttempts = StressJobs.MaxAttempts, MaxBackoffSeconds = StressJobs.MaxBackoffSeconds)]
public sealed partial record FirstSharedJob(string Key, Plan Plan);

/// <summary>The other job of the shared tube.</summary>
/// <param name="Key">What the ledgers call it.</param>
/// <param name="Plan">What its handler is to do.</param>
[Job("stress.second", Tube = StressJobs.SharedTube, MaxAttempts = StressJobs.MaxAttempts, MaxBackoffSeconds = StressJobs.MaxBackoffSeconds)]
public sealed partial record SecondSharedJob(string Key, Plan Plan);

/// <summary>A job whose body is its payload, as programs put it that know nothing of TypedJobs.</summary>
/// <param name="Key">What the ledgers call it.</param>
/// <param name="Plan">What its handler is to do.</param>
[Job(StressJobs.BareTube, Format = JobFormat.Bare, MaxAttempts = StressJobs.MaxAttempts, MaxBackoffSeconds = StressJobs.MaxBackoffSeconds)]
public sealed partial record BareJob(string Key, Plan Plan);

/// <summary>A job of which only so many run at once in a worker.</summary>
/// <param name="Key">What the ledgers call it.</param>
/// <param name="Plan">What its handler is to do.</param>
[Job(StressJobs.LimitedTube, MaxConcurrency = StressJobs.MaxConcurrency, MaxAttempts = StressJobs.MaxAttempts, MaxBackoffSeconds = StressJobs.MaxBackoffSeconds)]
public sealed partial record LimitedJob(string Key, Plan Plan);

/// <summary>What all jobs have in common.</summary>
internal static class StressJobs
{
    public const string OwnTube = "stress.own";
    public const string BareTube = "stress.bare";
    public const string LimitedTube = "stress.limited";
    public const string SharedTube = "stress.shared";

    /// <summary>What the name of a tube's failure records ends in.</summary>
    public const string FailuresEnding = ".failures";

    /// <summary>How often a job may fail.</summary>
    public const int MaxAttempts = 4;

    /// <summary>How many of the limited kind may run at once in a worker.</summary>
    public const int MaxConcurrency = 3;

    /// <summary>Short, so that a run does not spend its time waiting.</summary>
    public const int MaxBackoffSeconds = 2;

    /// <summary>How many attempts fail or snooze at first, where the plan says so.</summary>
    public const int FailuresAtFirst = 2;

    /// <summary>The time-to-run of a job whose handler takes longer.</summary>
    public static readonly TimeSpan ShortTimeToRun = TimeSpan.FromSeconds(4);

    /// <summary>What it takes then.</summary>
    public static readonly TimeSpan LongerThanTimeToRun = TimeSpan.FromSeconds(6);

    /// <summary>How long a handler may take.</summary>
    public static readonly TimeSpan HandlerTimeout = TimeSpan.FromSeconds(8);

    /// <summary>Every tube that jobs wait in.</summary>
    public static IReadOnlyList<string> Tubes { get; } = [OwnTube, SharedTube, BareTube, LimitedTube];
}

/// <summary>Handles every job of this program.</summary>
[JobWorker]
public sealed partial class StressWorker;

/// <summary>The worker of an old release: one job of the shared tube did not exist yet. Written by hand, since the generator refuses it where it sees that job.</summary>
public sealed class OldStressWorker : IJobWorker
{
    /// <inheritdoc/>
    public static IReadOnlyList<JobRoute> Routes { get; } =
        [.. RoutesOf<StressWorker>().Where(static route => route.Contract.JobType != typeof(SecondSharedJob))];

    private static IReadOnlyList<JobRoute> RoutesOf<TWorker>()
        where TWorker : IJobWorker
        => TWorker.Routes;
}
