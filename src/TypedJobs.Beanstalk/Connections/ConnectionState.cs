namespace TypedJobs.Beanstalk.Connections;

/// <summary>A connection only ever moves down this list.</summary>
internal enum ConnectionState
{
    /// <summary>Takes commands.</summary>
    Open,

    /// <summary>Takes no more; when what it took is sent, it closes its own direction, and the server answers what it has read and closes the other.</summary>
    Finishing,

    /// <summary>Over; every operation has its result.</summary>
    Ended,
}
