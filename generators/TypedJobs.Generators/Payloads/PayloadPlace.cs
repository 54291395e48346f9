using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>Where in a job a type was met, for faults; never part of a model.</summary>
/// <param name="Path">The way from the job, as <c>CreateOrder.Lines[].Product</c>.</param>
/// <param name="Location">The name of the member in source; of the member that leads to it where that is in another assembly.</param>
internal readonly record struct PayloadPlace(string Path, Location Location)
{
    public PayloadPlace Element => this with { Path = Path + "[]" };

    public PayloadPlace Member(string name, Location? own)
        => new($"{Path}.{name}", own is { IsInSource: true } ? own : Location);
}
