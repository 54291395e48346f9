using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Programs;

/// <summary>Handlers and workers, in one assembly and over several.</summary>
public sealed class HandlerPrograms
{
    private const string A = "[Job(\"a\")] public sealed partial record A(int X);\n";
    private const string Handler = "public sealed class AHandler : IJobHandler<A> { HANDLES(A) }\n";
    private const string Worker = "[JobWorker] public sealed partial class W;";

    [Theory]
    [InlineData(A + "[JobWorker] public sealed partial class {|TJ0005:W|};", "add a class that implements IJobHandler<A>")]
    [InlineData(A + "public sealed class AHandler { HANDLES(A) }\n[JobWorker] public sealed partial class {|TJ0005:W|};", "add a class that implements IJobHandler<A>")]
    [InlineData(A + "public abstract class AHandler : IJobHandler<A> { HANDLES(A) }\n[JobWorker] public sealed partial class {|TJ0005:W|};", "remove 'abstract'")]
    [InlineData(A + "public class O { private sealed class AHandler : IJobHandler<A> { HANDLES(A) } }\n[JobWorker] public sealed partial class {|TJ0005:W|};", "make it at least internal")]
    [InlineData(A + "file sealed class AHandler : IJobHandler<A> { HANDLES(A) }\n[JobWorker] public sealed partial class {|TJ0005:W|};", "remove 'file'")]
    [InlineData(A + "public class H<T> : IJobHandler<A> { HANDLES(A) }\n[JobWorker] public sealed partial class {|TJ0005:W|};", "derive one from it")]
    [InlineData(A + Handler + "internal sealed class Another : IJobHandler<A> { HANDLES(A) }\n[JobWorker] public sealed partial class {|TJ0006:W|};", "keep one of 'AHandler', 'Another'")]
    [InlineData(A + "public class AHandler : IJobHandler<A> { HANDLES(A) } public sealed class Derived : AHandler;\n[JobWorker] public sealed partial class {|TJ0006:W|};", "has 2 handlers")]
    [InlineData(A + "=== Handlers\n" + Handler + "=== Acme\ninternal sealed class Another : IJobHandler<A> { HANDLES(A) }\n[JobWorker] public sealed partial class {|TJ0006:W|};", "'AHandler' in 'Handlers'")]
    [InlineData(A + "=== Handlers\ninternal sealed class AHandler : IJobHandler<A> { HANDLES(A) }\n=== Acme\n[JobWorker] public sealed partial class {|TJ0005:W|};", "is internal there; make it public")]
    [InlineData("public sealed record B(int X); public sealed class H : IJobHandler<{|TJ0023:B|}>;", "declare it as '[Job(\"name\")] public sealed partial record B'")]
    [InlineData("public sealed class H : IJobHandler<{|TJ0023:int|}>;", "no job")]
    [InlineData("[JobVersion(\"a\", 1)] public sealed partial record A1(int X); [Job(\"a\", Version = 2)] public sealed partial record A(int X) : IUpgradeFrom<A1, A> { public static A Upgrade(A1 old) => new(old.X); } public sealed class H : IJobHandler<{|TJ0023:A1|}>;", "which is no job: it is an earlier version of the job 'a'; handle the newest, which each earlier one is made before its handler runs")]
    [InlineData(A + "[Obsolete(\"Gone.\", error: true)] public sealed class AHandler : IJobHandler<A> { HANDLES(A) }\n[JobWorker] public sealed partial class {|TJ0005:W|};", "'AHandler' would handle it, but is [Obsolete] as an error, so no code may name it; make that a warning")]
    [InlineData(A + "public sealed class {|TJ0024:AHandler|} : IJobHandler<A> { private AHandler() { } HANDLES(A) }\n" + Worker, "make a constructor public")]
    [InlineData(A + "internal sealed class {|TJ0024:AHandler|} : IJobHandler<A> { internal AHandler(IJobClient jobs) => Jobs = jobs; public IJobClient Jobs { get; } HANDLES(A) }\n" + Worker, "make a constructor public")]
    [InlineData(A + Handler + "[JobWorker] public sealed class {|TJ0007:W|};", "write 'partial' before 'class'")]
    [InlineData(A + Handler + "public class O { [JobWorker] public sealed partial class {|TJ0007:W|}; }", "'O', which contains it, is not partial")]
    [InlineData("[JobWorker] public sealed partial class {|TJ0009:W|};", "neither this project nor one that it references declares a [Job]")]
    [InlineData(A + "[JobWorker(Except = [typeof(A)])] public sealed partial class {|TJ0009:W|};", "Except leaves none")]
    [InlineData(A + Handler + "[JobWorker(typeof(A), {|TJ0008:typeof(AHandler)|})] public sealed partial class W;", "'AHandler' in [JobWorker] is no job")]
    [InlineData("[Job(\"a\", Tube = \"t\")] public sealed partial record A(int X); [Job(\"b\", Tube = \"t\")] public sealed partial record B(int X);\n" + Handler + "[JobWorker(typeof(A))] public sealed partial class {|TJ0011:W|};", "add it to the set")]
    [InlineData("[Job(\"a\", Tube = \"t\")] public sealed partial record A(int X);\n" + Handler + "=== Acme\n[Job(\"b\", Tube = \"t\")] public sealed partial record B(int X);\npublic sealed class BHandler : IJobHandler<B> { HANDLES(B) }\n[JobWorker(typeof(B))] public sealed partial class {|TJ0011:W|};", "would also receive the job 'A' (a)")]
    [InlineData("[Job(\"a\")] internal sealed partial record A(int X);\ninternal sealed class AHandler : IJobHandler<A> { HANDLES(A) }\n[Job(\"b\")] public sealed partial record B(int X); public sealed class BHandler : IJobHandler<B> { HANDLES(B) }\n=== Acme\n[JobWorker] public sealed partial class {|TJ0025:W|};", "is internal to 'Acme.First'")]
    [InlineData("namespace N; [Job(\"a\")] public sealed partial record A(int X);\npublic sealed class AHandler : IJobHandler<A> { HANDLES(A) }\n=== Other\nnamespace M; [Job(\"b\")] public sealed partial record B(int X);\n=== Acme\n[JobWorker] public sealed partial class {|TJ0005:W|};", "no handler for the job 'M.B' (b)")]
    public Task What_is_wrong_is_said(string program, string said) => SmallProgram.SaysAsync(program, said);

    [Theory]
    [InlineData(A + Handler + Worker)]
    [InlineData(A + Handler)]
    [InlineData(A + "internal sealed class AHandler(IJobClient jobs) : IJobHandler<A> { public IJobClient Jobs => jobs; HANDLES(A) }\n" + Worker)]
    [InlineData(A + "public sealed record AHandler(IJobClient Jobs) : IJobHandler<A> { HANDLES(A) }\n" + Worker)]
    [InlineData(A + "public abstract class Base : IJobHandler<A> { public abstract Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken); } public sealed class AHandler : Base { public override Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; }\n" + Worker)]
    [InlineData(A + "public abstract class Base<T> : IJobHandler<T> where T : IJob<T> { public Task HandleAsync(T job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; } public sealed class AHandler : Base<A>;\n" + Worker)]
    [InlineData(A + "public class Logged<T> where T : IJobHandler<A>; public sealed class AHandler : IJobHandler<A> { HANDLES(A) } public sealed class L : Logged<AHandler>;\n" + Worker)]
    [InlineData(A + "public sealed class Logged<T>(IJobHandler<T> inner) : IJobHandler<T> where T : IJob<T> { public Task HandleAsync(T job, JobContext context, CancellationToken cancellationToken) => inner.HandleAsync(job, context, cancellationToken); }\n" + Handler + Worker)]
    [InlineData(A + "public sealed class AHandler : IJobHandler<A> { Task IJobHandler<A>.HandleAsync(A job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; }\n" + Worker)]
    [InlineData(A + "[Job(\"b\")] public sealed partial record B(int X); public sealed class Handlers : IJobHandler<A>, IJobHandler<B> { HANDLES(A) HANDLES(B) }\n" + Worker)]
    [InlineData(A + "public static class O { internal sealed class AHandler : IJobHandler<A> { HANDLES(A) } }\n" + Worker)]
    [InlineData(A + "public class O { protected internal sealed class AHandler : IJobHandler<A> { HANDLES(A) } }\n" + Worker)]
    [InlineData(A + "public partial class AHandler; partial class AHandler : IJobHandler<A>; partial class AHandler { HANDLES(A) }\n" + Worker)]
    [InlineData("using Own = TypedJobs.IJobHandler<A>;\n" + A + "public sealed class AHandler : Own { HANDLES(A) }\n[JobWorker] public sealed partial class W;")]
    [InlineData(A + "public interface IAHandler : IJobHandler<A>; public sealed class AHandler : IAHandler { HANDLES(A) }\n" + Worker)]
    [InlineData(A + "public sealed class AHandler : IJobHandler<A>, IDisposable { HANDLES(A) public void Dispose() { } }\n" + Worker)]
    [InlineData(A + "=== Acme\n" + Handler + Worker)]
    [InlineData(A + "=== Handlers\n" + Handler + "=== Acme\n" + Worker)]
    [InlineData(A + Handler + "=== Acme\n" + Worker)]
    [InlineData(A + "=== Handlers\npublic sealed class AHandler : IJobHandler<A> { private AHandler() { } HANDLES(A) }\n=== Acme\n" + Worker)]
    [InlineData(A + "=== Handlers\npublic abstract class Base<T> : IJobHandler<T> where T : IJob<T> { public Task HandleAsync(T job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; }\n=== Acme\npublic sealed class AHandler : Base<A>;\n" + Worker)]
    [InlineData(A + "=== Handlers\n[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Acme\")]\ninternal sealed class AHandler : IJobHandler<A> { HANDLES(A) }\n=== Acme\n" + Worker)]
    [InlineData(A + "=== Left\n" + Handler + "=== Right\n[Job(\"b\")] public sealed partial record B(A A); public sealed class BHandler : IJobHandler<B> { HANDLES(B) }\n=== Acme\n" + Worker)]
    [InlineData(A + "=== Handlers\n" + Handler + Worker + "\n=== Acme\n[JobWorker] public sealed partial class W2;")]
    [InlineData("[Job(\"a\")] internal sealed partial record A(int X);\ninternal sealed class AHandler : IJobHandler<A> { HANDLES(A) }\n[JobWorker] internal sealed partial class Inner;\n=== Acme\n[Job(\"b\")] public sealed partial record B(int X); public sealed class BHandler : IJobHandler<B> { HANDLES(B) }\n" + Worker)]
    [InlineData("[Job(\"a\")] internal sealed partial record A(int X);\n=== Acme\n[Job(\"b\")] public sealed partial record B(int X); public sealed class BHandler : IJobHandler<B> { HANDLES(B) }\n" + Worker)]
    [InlineData(A + Handler + "[Job(\"b\")] public sealed partial record B(int X);\n[JobWorker(typeof(A))] public sealed partial class W;")]
    [InlineData(A + Handler + "[Job(\"b\")] public sealed partial record B(int X);\n[JobWorker(Except = [typeof(B)])] public sealed partial class W;")]
    [InlineData(A + Handler + "[Job(\"b\")] public sealed partial record B(int X); public sealed class BHandler : IJobHandler<B> { HANDLES(B) }\n[JobWorker(typeof(A))] public sealed partial class First; [JobWorker(typeof(B))] public sealed partial class Second;")]
    [InlineData("[Job(\"a\", Tube = \"t\")] public sealed partial record A(int X); [Job(\"b\", Tube = \"t\")] public sealed partial record B(int X); public sealed class H : IJobHandler<A>, IJobHandler<B> { HANDLES(A) HANDLES(B) }\n[JobWorker(typeof(A), typeof(B))] public sealed partial class W;")]
    [InlineData(A + "public sealed class AHandler : IJobHandler<A> { private AHandler() { } public static AHandler Make() => new(); HANDLES(A) }\n" + Worker)]
    [InlineData(A + "public sealed class AHandler : IJobHandler<A> { internal AHandler(int x) => X = x; public int X { get; } HANDLES(A) }\npublic static class Setup { public static Func<AHandler> Make => static () => new AHandler(1); }\n" + Worker)]
    [InlineData(A + Handler + "[Obsolete(\"old\")] public static class Old { public sealed class Other; }\n" + Worker)]
    [InlineData("[Obsolete(\"old\")] [Job(\"a\")] public sealed partial record A(int X);\n#pragma warning disable CS0618\n" + Handler + Worker)]
    [InlineData("namespace Acme.Jobs { [Job(\"a\")] public sealed partial record A(int X); } namespace Acme.Handlers { public sealed class A : IJobHandler<Jobs.A> { HANDLES(Jobs.A) } } namespace Acme { [JobWorker] public sealed partial class Worker; }")]
    [InlineData("[Job(\"a\")] public sealed partial record A(int X); namespace TypedJobs.Generated { public sealed class AHandler : IJobHandler<A> { HANDLES(A) } [JobWorker] public sealed partial class W; }")]
    [InlineData("namespace System { [TypedJobs.Job(\"a\")] public sealed partial record A(int X); public sealed class AHandler : TypedJobs.IJobHandler<A> { HANDLES(A) } [TypedJobs.JobWorker] public sealed partial class W; }")]
    [InlineData("public partial class O { [Job(\"a\")] public sealed partial record A(int X); public sealed class AHandler : IJobHandler<A> { HANDLES(A) } [JobWorker] private sealed partial class W; }")]
    [InlineData("public sealed class Handles { public Task HandleAsync(int job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; }")]
    [InlineData(A + Handler + "public struct NotOne : IEquatable<NotOne> { public bool Equals(NotOne other) => true; }\n" + Worker)]
    [InlineData(A + "public sealed class AHandler : IJobHandler<A> { HANDLES(A) private sealed class Nested : IJobHandler<A> { HANDLES(A) } public static IJobHandler<A> Fake => new Nested(); }\n" + Worker)]
    public Task What_is_right_is_silent(string program) => SmallProgram.IsSilentAsync(program);
}
