namespace TypedJobs;

/// <summary>
/// Marks a <c>partial class</c> as a worker. The generator writes the dispatch table into it and checks that each job of the worker's set
/// has exactly one handler.
/// </summary>
/// <remarks>
/// Without arguments the set is every job of this compilation and of the assemblies that it references;
/// <c>[JobWorker(typeof(A), typeof(B))]</c> names the set; <see cref="Except"/> leaves jobs out.
/// </remarks>
/// <param name="jobs">The jobs of the set; none means all.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobWorkerAttribute(params Type[] jobs) : Attribute
{
    /// <summary>The jobs of the set; empty means all that are known.</summary>
    public IReadOnlyList<Type> Jobs { get; } = jobs;

    /// <summary>Jobs that are not in the set.</summary>
#pragma warning disable CA1819 // An attribute argument can only be an array.
    public Type[] Except { get; set; } = [];
#pragma warning restore CA1819
}
