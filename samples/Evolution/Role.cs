namespace Evolution;

/// <summary>What a run does.</summary>
internal enum Role
{
    /// <summary>Enqueues, works off and ends.</summary>
    Both,

    /// <summary>Enqueues and ends.</summary>
    Produce,

    /// <summary>Works off what there is and ends.</summary>
    Work,
}
