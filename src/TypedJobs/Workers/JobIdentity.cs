namespace TypedJobs.Workers;

/// <summary>What the log calls a job.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Version">The version of the record's shape.</param>
/// <param name="Id">Its id.</param>
/// <param name="EventId">The id of the event, fit for one line of a log.</param>
internal readonly record struct JobIdentity(string Name, int Version, JobId Id, string EventId)
{
    private const int NoVersion = 0;
    private const string NoName = "A job without a name,";

    /// <summary>Whether its body told its version and its event id.</summary>
    public bool IsRead => Version != NoVersion;

    /// <summary>Whether its body did not even tell its name.</summary>
    public bool IsNameless => Name == NoName;

    /// <summary>A job whose body is no event.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">What it says that it is, fit for one line of a log; null if it does not even say that.</param>
    public static JobIdentity Unread(JobId id, string? name) => new(name ?? NoName, NoVersion, id, "unknown");
}
