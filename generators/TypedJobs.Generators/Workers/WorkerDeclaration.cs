using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Workers;

/// <summary>What a <c>[JobWorker]</c> attribute and the head of its class say; valid. Structurally equal, holds no symbols.</summary>
/// <param name="Type">The class.</param>
/// <param name="Heads">The heads of the types that contain the class, outermost first, and of the class itself: <c>partial class ImageWorker</c>.</param>
/// <param name="Jobs">The types that the attribute lists; empty means all jobs that are known.</param>
/// <param name="Except">The types that it leaves out.</param>
internal sealed record WorkerDeclaration(TypeName Type, EquatableArray<string> Heads, EquatableArray<string> Jobs, EquatableArray<string> Except);
