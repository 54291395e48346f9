namespace TypedJobs.Hosting;

/// <summary>A worker of the host, as a health check sees it.</summary>
internal interface IRunningWorker
{
    /// <summary>The worker's class.</summary>
    string Name { get; }

    /// <summary>The tubes that it takes jobs from.</summary>
    IReadOnlyList<string> Tubes { get; }

    /// <summary>Its run; null before it has started.</summary>
    Task? Run { get; }
}
