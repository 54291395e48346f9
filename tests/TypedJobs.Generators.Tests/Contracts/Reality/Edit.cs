namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>A job <c>Sample</c> as its releases have it, one after the other, and last as the code has it now; with it the types that it reaches.</summary>
/// <param name="Name">What was done to it.</param>
/// <param name="Versions">The declarations, oldest first.</param>
internal sealed record Edit(string Name, params string[] Versions)
{
    public override string ToString() => $"{Name}\n  {string.Join("\n  => ", Versions)}";
}
