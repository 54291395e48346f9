namespace TypedJobs.Brokers;

/// <summary>What a broker has counted for one job.</summary>
/// <param name="Priority">The job's priority.</param>
/// <param name="Age">The time since the job was put.</param>
/// <param name="Deliveries">How often the job was delivered, this time included.</param>
/// <param name="Failures">How often a worker gave it back or let its time-to-run pass.</param>
/// <param name="Burials">How often the job was buried.</param>
public sealed record DeliveryRecord(uint Priority, TimeSpan Age, int Deliveries, int Failures, int Burials);
