namespace Thumbnails;

/// <summary>What a run does.</summary>
public enum RunRole
{
    /// <summary>Enqueues the pictures, works off the jobs and ends.</summary>
    Both,

    /// <summary>Enqueues the pictures and ends.</summary>
    Produce,

    /// <summary>Works off jobs until it is told to stop.</summary>
    Work,
}
