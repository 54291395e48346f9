using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Jobs;

/// <summary>Writes the file of a job: the rest of its record, with the contract, and its <c>Enqueue…Async</c> method.</summary>
internal static class JobEmitter
{
    public static SourceText Emit(JobDeclaration job, bool hasPayload)
    {
        var writer = SourceWriter.ForGeneratedFile();
        writer.Line(PayloadFile.Pragma);
        writer.Line(SourceWriter.AllowUnlistedApi);
        writer.Line();
        if (job.Type.Namespace.Length == 0)
        {
            EmitRecord(writer, job, hasPayload);
        }
        else
        {
            using (writer.OpenBlock($"namespace {job.Type.Namespace}"))
            {
                EmitRecord(writer, job, hasPayload);
            }
        }

        writer.Line();
        EmitEnqueue(writer, job);
        return writer.ToSourceText();
    }

    private static void EmitRecord(SourceWriter writer, JobDeclaration job, bool hasPayload)
    {
        var containers = new Stack<SourceWriter.Block>();
        foreach (var container in job.Containers)
        {
            containers.Push(writer.OpenBlock(container));
        }

        var record = job.Type.Simple;
        using (writer.OpenBlock($"partial record {record} : global::TypedJobs.IJob<{record}>"))
        {
            var property = $"static global::TypedJobs.JobContract<{record}> global::TypedJobs.IJob<{record}>.Contract";
            if (hasPayload)
            {
                EmitContract(writer, job, property);
            }
            else
            {
                writer.Line(property);
                writer.Line("    => throw new global::System.NotSupportedException(");
                writer.Line($"        {Literal($"The job '{job.Name}' carries a member for which there is no JSON; the error TJ0004 names it.")});");
            }
        }

        while (containers.Count > 0)
        {
            containers.Pop().Dispose();
        }
    }

    private static void EmitContract(SourceWriter writer, JobDeclaration job, string property)
    {
        using (writer.OpenBlock($"{property} {{ get; }} = new()", "};"))
        {
            writer.Line($"Name = {Literal(job.Name)},");
            writer.Line($"Tube = {Literal(job.Tube)},");
            LineUnlessDefault("Version", job.Version, JobDefaults.Version, Text(job.Version));
            LineUnlessDefault("Priority", job.Priority, JobDefaults.Priority, job.Priority.ToString(CultureInfo.InvariantCulture));
            LineUnlessDefault("Delay", job.DelaySeconds, JobDefaults.DelaySeconds, Seconds(job.DelaySeconds));
            LineUnlessDefault("TimeToRun", job.TimeToRunSeconds, JobDefaults.TimeToRunSeconds, Seconds(job.TimeToRunSeconds));
            LineUnlessDefault("MaxAttempts", job.MaxAttempts, JobDefaults.MaxAttempts, Text(job.MaxAttempts));
            LineUnlessDefault("Backoff", job.BackoffSeconds, JobDefaults.BackoffSeconds, Seconds(job.BackoffSeconds));
            LineUnlessDefault("MaxBackoff", job.MaxBackoffSeconds, JobDefaults.MaxBackoffSeconds, Seconds(job.MaxBackoffSeconds));
            LineUnlessDefault("MaxConcurrency", job.MaxConcurrency, JobDefaults.MaxConcurrency, Text(job.MaxConcurrency));
            if (job.IsBare)
            {
                writer.Line("Format = global::TypedJobs.JobFormat.Bare,");
            }

            writer.Line($"JsonTypeInfo = global::{PayloadFile.Namespace}.JobJson.Default.For<{job.Type.Simple}>(),");
        }

        void LineUnlessDefault<T>(string name, T value, T otherwise, string text)
            where T : IEquatable<T>
        {
            if (!value.Equals(otherwise))
            {
                writer.Line($"{name} = {text},");
            }
        }
    }

    private static void EmitEnqueue(SourceWriter writer, JobDeclaration job)
    {
        using (writer.OpenBlock("namespace TypedJobs"))
        {
            using (writer.OpenBlock(job.Type.IsPublic ? "public static partial class EnqueueExtensions" : "static partial class EnqueueExtensions"))
            {
                writer.Line($"/// <summary>Enqueues a <see cref=\"{job.Type.Global}\"/>, the job <c>{job.Name}</c>.</summary>");
                writer.Line("/// <param name=\"jobs\">The client.</param>");
                writer.Line("/// <param name=\"job\">The job.</param>");
                writer.Line("/// <param name=\"options\">What differs from the job's declared policy for this one job.</param>");
                writer.Line("/// <param name=\"cancellationToken\">Ends the wait; a job whose bytes are on their way may still be enqueued.</param>");
                writer.Line("/// <returns>The id under which the broker has stored the job.</returns>");
                writer.Line($"{(job.Type.IsPublic ? "public" : "internal")} static global::System.Threading.Tasks.ValueTask<JobId> {MethodName(job)}(");
                using (writer.Indent())
                {
                    writer.Line("this IJobClient jobs,");
                    writer.Line($"{job.Type.Global} job,");
                    writer.Line("EnqueueOptions? options = null,");
                    writer.Line("global::System.Threading.CancellationToken cancellationToken = default)");
                    writer.Line("=> jobs.EnqueueAsync(job, options, cancellationToken);");
                }
            }
        }
    }

    private static string MethodName(JobDeclaration job) => $"Enqueue{job.Type.Simple.TrimStart('@')}Async";

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(int seconds) => $"global::System.TimeSpan.FromSeconds({Text(seconds)})";
}
