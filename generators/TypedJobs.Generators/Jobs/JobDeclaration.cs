using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Versions;

namespace TypedJobs.Generators.Jobs;

/// <summary>What a <c>[Job]</c> attribute and the head of its record say, all defaults filled in. Structurally equal, holds no symbols.</summary>
/// <param name="Type">The record.</param>
/// <param name="Heads">The heads of the types that contain the record, outermost first, and of the record itself: <c>partial record CreateThumbnail</c>.</param>
/// <param name="Name">The job's name on the wire.</param>
/// <param name="Tube">The tube, with the version appended where there is one.</param>
/// <param name="Upgrades">The earlier versions that the job can be read from.</param>
/// <param name="LacksPartial">Whether 'partial' is missing on the record or on a type that contains it.</param>
/// <param name="Fault">The first error of the declaration, by its id; null if it is valid.</param>
internal sealed record JobDeclaration(
    TypeName Type,
    EquatableArray<string> Heads,
    string Name,
    string Tube,
    int Version,
    uint Priority,
    int DelaySeconds,
    int TimeToRunSeconds,
    int MaxAttempts,
    int BackoffSeconds,
    int MaxBackoffSeconds,
    int MaxConcurrency,
    bool IsBare,
    EquatableArray<UpgradePath> Upgrades,
    bool LacksPartial,
    string? Fault)
{
    /// <summary>Why no other job may wait in its tube, as the end of a sentence; null if others may.</summary>
    public string? NeedsOwnTube
        => IsBare ? "it is bare, and only the tube says what it is"
            : MaxConcurrency > 0 ? "it has a MaxConcurrency, and a worker that runs so many takes nothing from the tube, so that the other would wait as well"
            : null;
}
