namespace TypedJobs.Generators.Diagnostics;

/// <summary>What diagnostics tell code fixes besides their message: keys of their properties. Types are named as code names them.</summary>
internal static class FixProperties
{
    /// <summary>The job that has no handler.</summary>
    public const string Job = nameof(Job);

    /// <summary>The record that is to upgrade from an earlier version.</summary>
    public const string Later = nameof(Later);

    /// <summary>A name in JSON that no other member of the type has.</summary>
    public const string FreeJsonName = nameof(FreeJsonName);

    /// <summary>A type that the application's own context could list.</summary>
    public const string ListableType = nameof(ListableType);

    /// <summary>The application's own context.</summary>
    public const string Context = nameof(Context);
}
