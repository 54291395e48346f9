namespace TypedJobs.Brokers;

/// <summary>A broker that was to give a job back had no memory for it, and has set it aside.</summary>
internal sealed class BuriedInsteadException(JobId job)
    : BrokerException($"The server has no memory to release job {job}, and has buried it.", BrokerOutcome.Answered);
