namespace TypedJobs.Workers;

/// <summary>What the log calls a job.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Version">The version of the record's shape.</param>
/// <param name="Id">Its id.</param>
/// <param name="EventId">The id of the event.</param>
internal readonly record struct JobIdentity(string Name, int Version, JobId Id, string EventId)
{
    private const int NoVersion = 0;

    /// <summary>Whether its body did not even tell its name.</summary>
    public bool IsNameless => Version == NoVersion;

    /// <summary>A job whose body did not even tell its name.</summary>
    public static JobIdentity Nameless(JobId id) => new("A job without a name,", NoVersion, id, "unknown");
}
