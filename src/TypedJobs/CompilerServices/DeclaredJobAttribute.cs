namespace TypedJobs.CompilerServices;

/// <summary>Names a job that an assembly declares, for compilations that reference it. Written by the generator.</summary>
/// <param name="jobType">The record.</param>
/// <param name="name">The job's name on the wire.</param>
/// <param name="version">The version of the record's shape.</param>
/// <param name="tube">The tube, with the version appended where there is one.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class DeclaredJobAttribute(Type jobType, string name, int version, string tube) : Attribute
{
    /// <summary>The record.</summary>
    public Type JobType { get; } = jobType;

    /// <summary>The job's name on the wire.</summary>
    public string Name { get; } = name;

    /// <summary>The version of the record's shape.</summary>
    public int Version { get; } = version;

    /// <summary>The tube, with the version appended where there is one.</summary>
    public string Tube { get; } = tube;

    /// <summary>Whether no other job may wait in its tube.</summary>
    public bool NeedsOwnTube { get; set; }
}
