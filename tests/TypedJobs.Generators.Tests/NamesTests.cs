using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

/// <summary>Whatever a program calls its jobs, types and members: what is generated compiles without a warning, and each job has a file of its own.</summary>
public sealed class NamesTests
{
    [Theory]
    // Generic arguments whose names differ in dots and underscores only.
    [InlineData("namespace A { public record B(int X); } public record A_B(int X); namespace A_ { public record B(int X); } public record A__B(int X); [Job(\"a\")] public sealed partial record J(List<A.B> P, List<A_B> Q, List<A_.B> R, A__B S);")]
    // Names that generated code uses itself.
    [InlineData("[Job(\"a\")] public sealed partial record J(int serviceProvider, int Contract, string Name, int Tube, int Create, int Write, int Construct, int Parameters, int writer, int value, int options, int JsonTypeInfo, int TypedJobs, int System);")]
    [InlineData("[Job(\"a\")] public sealed partial record J(int X) { public static int Contract => 1; public int Enqueue() => X; public sealed record IJob(int Y); }")]
    [InlineData("namespace N { [Job(\"a\")] public sealed partial record Job(int X); [Job(\"b\")] public sealed partial record System(int X); [Job(\"c\")] public sealed partial record TypedJobs(int X); [Job(\"d\")] public sealed partial record List(List<int> X); [Job(\"e\")] public sealed partial record Utf8JsonWriter(int X); [Job(\"f\")] public sealed partial record Batch(int X); }")]
    [InlineData("[Job(\"a\")] public sealed partial record JobJson(int X); [Job(\"b\")] public sealed partial record JobManifest(int X); [Job(\"c\")] public sealed partial record EnqueueExtensions(int X); [Job(\"d\")] public sealed partial record IJobClient(int X); [Job(\"e\")] public sealed partial record JobId(int X);")]
    [InlineData("public record Acme_XJson(int Y); namespace Acme { [Job(\"a\")] public sealed partial record X(int Y); } [Job(\"b\")] public sealed partial record Acme_X(int Y); [Job(\"c\")] public sealed partial record _Acme_XJson(Acme_XJson Y);")]
    [InlineData("[JobWorker] public sealed partial class W { [Job(\"a\")] public sealed partial record Routes(int X); public sealed class H : IJobHandler<Routes> { public Task HandleAsync(Routes job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; } }")]
    // Namespaces that hide those of the library and the framework.
    [InlineData("namespace Acme.TypedJobs { [Job(\"a\")] public sealed partial record J(Acme.System.Q Q); } namespace Acme.System { public sealed record Q(int X); [Job(\"b\")] public sealed partial record K(Q Q); }")]
    [InlineData("namespace TypedJobs { [Job(\"a\")] public sealed partial record J(int X); }")]
    // Keywords.
    [InlineData("namespace @namespace.@class { public partial interface @interface { [Job(\"a\")] public sealed partial record @event(int @int, string? @string = \"x\", @enum @void = @enum.@static); } public enum @enum { @static, @null } [Job(\"b\")] public sealed partial record @record(@interface.@event @new, List<@enum> field, int @value, int nameof, int var, int required, int @file); }")]
    // Letters beyond ASCII.
    [InlineData("namespace Größe { [Job(\"a\")] public sealed partial record Übergröße(int Ä, string 名前, Δ ξ); public record Δ(int Ω, Straße S); public enum Straße { Ölweg, İstanbul } [Job(\"b\")] public sealed partial record ÜBERGRÖSSE(int Ä); }")]
    // Jobs deep within others, and of one name.
    [InlineData("public static partial class O { public partial struct S { public partial record R { public partial record struct T { public partial interface I { [Job(\"a\")] internal sealed partial record J(Inner X); public sealed record Inner(int Y); } } } } }")]
    [InlineData("namespace A { [Job(\"a\")] public sealed partial record J(int X); } namespace B { [Job(\"b\")] public sealed partial record J(int X); } public partial class C { [Job(\"c\")] public sealed partial record J(int X); }")]
    // Text that must be escaped.
    [InlineData("[Job(\"a$(b)\", Tube = \"x;y.z/k\")] public sealed partial record J([property: System.Text.Json.Serialization.JsonPropertyName(\"we\\\"ird\\n\\\\{}<>&'\\u2028\")] int X, string S = \"a\\\"\\\\\\0\\n\\u2028{}\", char C = '\\'', double D = double.NaN, decimal M = 79228162514264337593543950335m);")]
    // Enum values without a name.
    [InlineData("[Flags] public enum F : ulong { A = 1, B = 2, All = ulong.MaxValue } public enum Empty { } public enum Neg : sbyte { A = -1 } [Job(\"a\")] public sealed partial record J(F X = F.A | F.B, Empty E = default, Neg N = (Neg)(-5), F Y = (F)77);")]
    // Without annotations.
    [InlineData("#nullable disable\n[Job(\"a\")] public sealed partial record J(string X, List<string> Y, Inner Z = null); public class Inner { public string A { get; set; } public Inner B { get; set; } }")]
    public async Task Any_name_will_do(string program)
    {
        var run = GeneratorRun.Of(program);

        Assert.NotEmpty(run.Load().GetTypes());
        Assert.Empty(await AnalyzerRun.OfAsync("Acme", [], program));
    }
}
