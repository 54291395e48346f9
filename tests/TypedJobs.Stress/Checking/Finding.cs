namespace TypedJobs.Stress.Checking;

/// <summary>Something that does not hold.</summary>
/// <param name="Subject">The job, or the process.</param>
/// <param name="What">What is wrong.</param>
/// <param name="History">Everything that is known of it.</param>
internal sealed record Finding(string Subject, string What, string History)
{
    public override string ToString() => $"{Subject}: {What}\n{History}";
}
