namespace TypedJobs.TestServers.Faults;

/// <summary>What happens to a connection once so many bytes of one direction have passed.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Both sides are closed, as by a process that ends.</summary>
    Cut,

    /// <summary>Both sides are reset, as by a process that is killed with bytes unread.</summary>
    Reset,

    /// <summary>The direction ends and the other goes on.</summary>
    Finish,

    /// <summary>What else goes in this direction is taken and vanishes.</summary>
    Swallow,

    /// <summary>The server's side is closed, and the client hears nothing of it: what it sends vanishes.</summary>
    HalfOpen,

    /// <summary>Nothing more is taken from either side, so that their buffers fill.</summary>
    Stall,

    /// <summary>Bytes that nobody sent are put in, and all goes on.</summary>
    Garbage,
}
