using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Workers;

/// <summary>A worker's class with its dispatch table: what one file is written from.</summary>
internal sealed record WorkerSpec(TypeName Type, EquatableArray<string> Heads, EquatableArray<WorkerRoute> Routes);

/// <summary>Writes the part of a worker's class that holds its dispatch table.</summary>
internal static class WorkerEmitter
{
    private const string Worker = "global::TypedJobs.IJobWorker";
    private const string Route = "global::TypedJobs.CompilerServices.JobRoute";

    public static SourceText Emit(WorkerSpec worker)
    {
        var writer = SourceWriter.ForGeneratedFile();
        writer.Line(SourceWriter.AllowAll);
        writer.Line();
        if (worker.Type.Namespace.Length > 0)
        {
            writer.Line($"namespace {worker.Type.Namespace};");
            writer.Line();
        }

        Class(writer, worker, depth: 0);
        return writer.ToSourceText();
    }

    private static void Class(SourceWriter writer, WorkerSpec worker, int depth)
    {
        if (depth < worker.Heads.Count - 1)
        {
            using (writer.OpenBlock(worker.Heads[depth]))
            {
                Class(writer, worker, depth + 1);
            }

            return;
        }

        using (writer.OpenBlock($"{worker.Heads[depth]} : {Worker}"))
        {
            writer.Line($"static global::System.Collections.Generic.IReadOnlyList<{Route}> {Worker}.Routes {{ get; }} =");
            using (writer.OpenList())
            {
                foreach (var route in worker.Routes)
                {
                    writer.Line($"{Route}.Create<{route.JobType}, {route.HandlerType}>(),");
                }
            }
        }
    }
}
