using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>A type that must hold another of itself can never be complete, however it is made.</summary>
public sealed class RecursionTests
{
    [Fact]
    public async Task The_member_that_closes_the_circle_is_named()
        => Assert.Equal(
            ["'Walk.Root.Next' of type 'Node' cannot be carried by a job: every 'Node' has to hold another one, so none can be complete; make the member nullable, or a list"],
            await AnalyzerRun.ExpectAsync(
                """
                public sealed record Node(int Id, Node {|TJ0004:Next|});
                [Job("walk")] public sealed partial record Walk(Node Root);
                """));

    [Theory]
    [InlineData("[Job(\"a\")] public sealed partial record A(int X, A {|TJ0004:Again|});")]
    [InlineData("public sealed record B(C C); public sealed record C(B {|TJ0004:B|}); [Job(\"a\")] public sealed partial record A(B B);")]
    [InlineData("public sealed class B { public required B {|TJ0004:Next|} { get; init; } } [Job(\"a\")] public sealed partial record A(List<B> B);")]
    [InlineData("public sealed class B { public B {|TJ0004:Next|} { get; set; } = null!; } [Job(\"a\")] public sealed partial record A(B B);")]
    [InlineData("public sealed record Box<T>(T Value, Box<T> {|TJ0004:Other|}); [Job(\"a\")] public sealed partial record A(Box<int> Box);")]
    [InlineData("public record Base(Base {|TJ0004:Next|}, int X); public sealed record B(Base Next, int X, int Y) : Base(Next, X); [Job(\"a\")] public sealed partial record A(B B);")]
    [InlineData("public readonly record struct P(Q Q); public sealed record Q(P {|TJ0004:P|}); [Job(\"a\")] public sealed partial record A(P P);")]
    public async Task A_circle_without_an_end_is_an_error(string program)
        => Assert.Single(await AnalyzerRun.ExpectAsync(program));

    [Theory]
    [InlineData("public sealed record Node<T>(T Value, Node<List<T>>? {|TJ0004:Next|}); [Job(\"a\")] public sealed partial record A(Node<int> N);")]
    [InlineData("public sealed record Node<T>(T Value, Node<T[]>? {|TJ0004:Next|}, Dictionary<string, Node<List<T>>>? Other); [Job(\"a\")] public sealed partial record A(Node<int> N);")]
    [InlineData("public sealed class Outer<T> { public sealed class Node { public Outer<T?[]>.Node? {|TJ0004:Next|} { get; set; } } } [Job(\"a\")] public sealed partial record A(Outer<int>.Node N);")]
    public async Task Types_that_grow_without_an_end_are_an_error(string program)
        => Assert.Contains("ever larger", Assert.Single(await AnalyzerRun.ExpectAsync(program)), StringComparison.Ordinal);

    [Theory]
    [InlineData("public sealed record Node(int Id, Node? Next); [Job(\"a\")] public sealed partial record A(Node N);")]
    [InlineData("public sealed record Node(int Id, List<Node> Next); [Job(\"a\")] public sealed partial record A(Node N);")]
    [InlineData("public sealed record Node(int Id, Dictionary<string, Node> Next); [Job(\"a\")] public sealed partial record A(Node N);")]
    [InlineData("public sealed record Node(int Id, Node[] Next, Node? Up = null); [Job(\"a\")] public sealed partial record A(Node N);")]
    [InlineData("public struct S { public C? C { get; set; } } public sealed class C { public S? S { get; set; } } [Job(\"a\")] public sealed partial record A(C N);")]
    [InlineData("public struct S { public C C { get; set; } } public sealed class C { public S? S { get; set; } } [Job(\"a\")] public sealed partial record A(C N);")]
    [InlineData("using System.Text.Json.Serialization; public sealed record Node(int Id) { [JsonIgnore] public Node Self => this; } [Job(\"a\")] public sealed partial record A(Node N);")]
    [InlineData("using System.Text.Json.Serialization; [JsonDerivedType(typeof(Leaf), \"l\"), JsonDerivedType(typeof(Pair), \"p\")] public abstract record Tree; public sealed record Leaf(int X) : Tree; public sealed record Pair(Tree Left, Tree Right) : Tree; [Job(\"a\")] public sealed partial record A(Tree T);")]
    [InlineData("#nullable disable\npublic sealed class Node { public Node Next { get; set; } } [Job(\"a\")] public sealed partial record A(Node N);")]
    [InlineData("public sealed record Line(int X); [Job(\"a\")] public sealed partial record A(Line First, Line Second, Line[] Others);")]
    public async Task A_circle_that_can_end_is_fine(string program)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(program));
}
