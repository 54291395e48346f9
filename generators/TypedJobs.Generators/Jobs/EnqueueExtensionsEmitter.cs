using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Jobs;

/// <summary>Writes the documentation of the class that holds the <c>Enqueue…Async</c> methods: once, since its parts are one a job.</summary>
internal static class EnqueueExtensionsEmitter
{
    public const string HintName = "EnqueueExtensions.g.cs";

    public static SourceText Emit(bool isPublic)
    {
        var writer = SourceWriter.ForGeneratedFile();
        writer.Line(SourceWriter.AllowUnlistedApi);
        writer.Line();
        using (writer.OpenBlock("namespace TypedJobs"))
        {
            writer.Line("/// <summary>Enqueues the jobs of this assembly, each by a method of its own.</summary>");
            using (writer.OpenBlock(isPublic ? "public static partial class EnqueueExtensions" : "static partial class EnqueueExtensions"))
            {
            }
        }

        return writer.ToSourceText();
    }
}
