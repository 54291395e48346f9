using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Jobs;

/// <summary>What a <c>[Job]</c> attribute and the head of its record say; valid, all defaults filled in. Structurally equal, holds no symbols.</summary>
/// <param name="Type">The record.</param>
/// <param name="Containers">The heads of the types that contain the record, outermost first: <c>partial class Outer</c>.</param>
/// <param name="Name">The job's name on the wire.</param>
/// <param name="Tube">The tube, with the version appended where there is one.</param>
internal sealed record JobDeclaration(
    TypeName Type,
    EquatableArray<string> Containers,
    string Name,
    string Tube,
    int Version,
    uint Priority,
    int DelaySeconds,
    int TimeToRunSeconds,
    int MaxAttempts);
