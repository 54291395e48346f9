namespace TypedJobs.Retries;

/// <summary>A failure for which a worker is about to choose the wait.</summary>
/// <param name="Job">The job's name on the wire.</param>
/// <param name="Version">The version of the record's shape.</param>
/// <param name="Failures">How often the job has failed, this time included.</param>
/// <param name="Exception">What the handler threw; null if it asked for the retry.</param>
public sealed record JobFailure(string Job, int Version, int Failures, Exception? Exception);
