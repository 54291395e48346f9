using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Versions;

/// <summary>What a <c>[JobVersion]</c> attribute and the head of its record say; valid. Structurally equal, holds no symbols.</summary>
/// <param name="Type">The record.</param>
/// <param name="Heads">The heads of the types that contain the record, outermost first, and of the record itself: <c>partial record CreateThumbnail</c>.</param>
/// <param name="Name">The job's name on the wire.</param>
/// <param name="Version">The version whose shape the record is.</param>
/// <param name="Tube">The tube without the version; null if it is that of the newest version.</param>
/// <param name="IsBare">Whether its bodies are payloads alone; null if they are as those of the newest version.</param>
internal sealed record VersionDeclaration(TypeName Type, EquatableArray<string> Heads, string Name, int Version, string? Tube, bool? IsBare);
