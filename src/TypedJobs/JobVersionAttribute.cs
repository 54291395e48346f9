namespace TypedJobs;

/// <summary>
/// Declares a <c>sealed partial record</c> as the frozen shape of an earlier version of a job: what jobs that still wait were written in. It can be read and no longer
/// enqueued; a later version upgrades from it (<see cref="IUpgradeFrom{TOld, TNew}"/>), and handlers see the newest only.
/// </summary>
/// <remarks>
/// Delete the record when no job of its version is left: its tube holds none (<c>stats-tube</c>: ready, reserved, delayed and buried are 0) and no producer writes it any more;
/// its line in <c>jobs.contract</c>, if there is one, then says <c>retired</c>.
/// How often it may fail, how many run at once and all else but <see cref="Tube"/> and <see cref="Format"/> is as the newest version declares.
/// </remarks>
/// <param name="name">The job's name on the wire, as in the <see cref="JobAttribute">[Job]</see> of the newest version.</param>
/// <param name="version">The version whose shape this is: at least 1, below that of the newest.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobVersionAttribute(string name, int version) : Attribute
{
    /// <summary>The job's name on the wire.</summary>
    public string Name { get; } = name;

    /// <summary>The version whose shape this is.</summary>
    public int Version { get; } = version;

    /// <summary>The tube that this version was put into, without the version; by default that of the newest version.</summary>
    public string? Tube { get; set; }

    /// <summary>What the bodies of this version look like; by default as those of the newest version.</summary>
    public JobFormat Format { get; set; }
}
