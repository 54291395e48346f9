using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.Beanstalk;

/// <summary>Where a job is in its life.</summary>
public enum JobState
{
    /// <summary>A state that this client does not know; <see cref="JobStats.Values"/> has the server's word.</summary>
    Unknown,

    /// <summary>Waits to be reserved.</summary>
    Ready,

    /// <summary>Waits for its delay to pass.</summary>
    Delayed,

    /// <summary>A worker holds it.</summary>
    [SuppressMessage("Naming", "CA1700:Do not name enum values 'Reserved'", Justification = "It is the protocol's word for a held job, not a place kept free.")]
    Reserved,

    /// <summary>Set aside until kicked.</summary>
    Buried,
}
