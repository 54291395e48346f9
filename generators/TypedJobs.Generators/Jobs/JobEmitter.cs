using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Jobs;

/// <summary>Writes the file of a job: the rest of its record, with the contract, and its <c>Enqueue…Async</c> method.</summary>
internal static class JobEmitter
{
    /// <param name="job">The job.</param>
    /// <param name="hasPayload">Whether there is JSON for it.</param>
    /// <param name="isHandled">
    /// Whether something handles it here. Another part of a record that lacks 'partial' is an error of the compiler, the only one in place of many about the handler; where there is no
    /// handler, there is none of the kind that keeps a build from asking analyzers, and ours says it best.
    /// </param>
    public static SourceText Emit(JobDeclaration job, bool hasPayload, bool isHandled)
    {
        var writer = SourceWriter.ForGeneratedFile();
        var isCompleted = !job.LacksPartial || isHandled;
        if (isCompleted)
        {
            EmitRecord(writer, job, hasPayload);
            writer.Line();
        }

        EmitEnqueue(writer, job, isCompleted);
        return writer.ToSourceText();
    }

    private static void EmitRecord(SourceWriter writer, JobDeclaration job, bool hasPayload)
    {
        var record = job.Type.Simple;
        RecordPart.Write(writer, job.Type, job.Heads, $"global::TypedJobs.IJob<{record}>", () =>
        {
            var property = $"static global::TypedJobs.JobContract<{record}> global::TypedJobs.IJob<{record}>.Contract";
            if (hasPayload)
            {
                EmitContract(writer, job, property);
            }
            else
            {
                RecordPart.WriteFault(
                    writer,
                    property,
                    job.Fault is null ? RecordPart.NotCarried($"The job '{job.Name}'") : NotDeclared(job));
            }

            if (job.Upgrades.Count > 0)
            {
                writer.Line();
                EmitUpgrades(writer, job);
            }
        });
    }

    /// <summary>Made when it is asked for, by workers only: a program that enqueues keeps nothing of earlier versions.</summary>
    private static void EmitUpgrades(SourceWriter writer, JobDeclaration job)
    {
        const string Upgrade = "global::TypedJobs.CompilerServices.JobUpgrade";
        var record = job.Type.Simple;
        writer.Line($"static global::System.Collections.Generic.IReadOnlyList<{Upgrade}<{record}>> global::TypedJobs.IJob<{record}>.Upgrades =>");
        using (writer.OpenList())
        {
            foreach (var path in job.Upgrades)
            {
                var steps = path.Records.Skip(1).Append(record).Select(static next => $".To<{next}>()");
                writer.Line($"{Upgrade}.From<{path.Records[0]}>(){string.Concat(steps)},");
            }
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

    private static void EmitEnqueue(SourceWriter writer, JobDeclaration job, bool isCompleted)
    {
        using (writer.OpenBlock("namespace TypedJobs"))
        {
            using (writer.OpenBlock(job.Type.IsPublic ? "public static partial class EnqueueExtensions" : "static partial class EnqueueExtensions"))
            {
                // A name that is not allowed may hold anything.
                var named = job.Fault is null ? $", the job <c>{job.Name}</c>" : string.Empty;
                writer.Line($"/// <summary>Enqueues a <see cref=\"{job.Type.Global}\"/>{named}.</summary>");
                writer.Line("/// <inheritdoc cref=\"IJobClient.EnqueueAsync{T}\"/>");
                writer.Line($"{(job.Type.IsPublic ? "public" : "internal")} static global::System.Threading.Tasks.ValueTask<JobId> {MethodName(job)}(");
                using (writer.Indent())
                {
                    writer.Line("this IJobClient jobs,");
                    writer.Line($"{job.Type.Global} job,");
                    writer.Line("EnqueueOptions? options = null,");
                    writer.Line("global::System.Threading.CancellationToken cancellationToken = default)");
                    writer.Line(isCompleted ? "=> jobs.EnqueueAsync(job, options, cancellationToken);" : $"=> throw new global::System.NotSupportedException({Literal(NotDeclared(job))});");
                }
            }
        }
    }

    private static string NotDeclared(JobDeclaration job) => $"'{job.Type.Simple}' is not declared as a job has to be; the error {job.Fault} says what is wrong.";

    private static string MethodName(JobDeclaration job) => $"Enqueue{job.Type.Simple.TrimStart('@')}Async";

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(int seconds) => $"global::System.TimeSpan.FromSeconds({Text(seconds)})";
}
