namespace TypedJobs.CompilerServices;

/// <summary>Names an earlier version of a job that an assembly declares, for compilations that reference it. Written by the generator.</summary>
/// <param name="recordType">The record that is the version's shape.</param>
/// <param name="name">The job's name on the wire.</param>
/// <param name="version">The version.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class DeclaredJobVersionAttribute(Type recordType, string name, int version) : Attribute
{
    /// <summary>The record that is the version's shape.</summary>
    public Type RecordType { get; } = recordType;

    /// <summary>The job's name on the wire.</summary>
    public string Name { get; } = name;

    /// <summary>The version.</summary>
    public int Version { get; } = version;

    /// <summary>The tube, without the version; null if it is that of the newest version.</summary>
    public string? Tube { get; set; }

    /// <summary>Whether the bodies of the version are said to be payloads alone.</summary>
    public bool IsBare { get; set; }
}
