namespace TypedJobs.CompilerServices;

/// <summary>Says which version of the generated contract an assembly was compiled to. Written by the generator.</summary>
/// <param name="version">The version; this library speaks 1.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class JobManifestAttribute(int version) : Attribute
{
    /// <summary>The version of the generated contract.</summary>
    public int Version { get; } = version;
}
