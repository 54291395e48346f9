using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>Where in a job a type was met, for faults; never part of a model. By default nowhere: a generator reports nothing, and keeps no account of the way.</summary>
/// <param name="Path">The way from the job, as <c>CreateOrder.Lines[].Product</c>.</param>
/// <param name="Location">The name of the member in the program; of the member that leads to it where that is in another.</param>
/// <param name="Compilation">The program.</param>
internal readonly record struct PayloadPlace(string? Path, Location? Location, Compilation? Compilation)
{
    public PayloadPlace Element => Path is null ? this : this with { Path = Path + "[]" };

    public PayloadPlace Member(string name, Location? own)
        => Path is null ? this : this with { Path = $"{Path}.{name}", Location = OwnSource.Holds(Compilation!, own) ? own : Location };

    public PayloadPlace Member(MemberShape member) => Path is null ? this : Member(member.Name, member.Location);
}
