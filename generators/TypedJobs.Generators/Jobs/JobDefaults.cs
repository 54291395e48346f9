namespace TypedJobs.Generators.Jobs;

/// <summary>What a <c>[Job]</c> has that says nothing else: the constants of <c>TypedJobs.JobContract</c>, which a generator cannot reference.</summary>
internal static class JobDefaults
{
    public const int Version = 1;
    public const uint Priority = 1024;
    public const int DelaySeconds = 0;
    public const int TimeToRunSeconds = 60;
    public const int MaxAttempts = 5;
    public const int BackoffSeconds = 1;
    public const int MaxBackoffSeconds = 3600;
    public const int MaxConcurrency = 0;
}
