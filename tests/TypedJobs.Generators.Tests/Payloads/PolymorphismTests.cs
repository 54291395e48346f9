using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

public sealed class PolymorphismTests
{
    private static readonly JobProgram Program = JobProgram.Of(
        """
        [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")] public abstract record Shape(string Name) { public int Layer { get; init; } = 1; }
        public sealed record Circle(string Name, double Radius) : Shape(Name);
        public sealed record Square(string Name) : Shape(Name) { public required int Width { get; init; } public Shape? Inner { get; init; } }

        [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(Mail), 1), JsonDerivedType(typeof(Call), 2)] public interface ITask { string Who { get; } }
        public sealed record Mail(string Who, string Subject) : ITask;
        public readonly record struct Call(string Who) : ITask;

        [JsonDerivedType(typeof(Animal), "animal"), JsonDerivedType(typeof(Dog), "dog")] public record Animal(string Name);
        public sealed record Dog(string Name, int Age) : Animal(Name);

        [Job("shapes")] public sealed partial record Sample(Shape Shape, List<Shape> More, ITask? Task, Animal Animal, Animal? Other, Circle Circle);

        public static class Samples
        {
            public static Sample Full { get; } = new(
                new Square("s") { Width = 1, Inner = new Circle("c", 2.5) { Layer = 3 } }, [new Circle("d", 1)], new Mail("me", "x"), new Dog("rex", 3), new Animal("cat"), new("e", 4));
            public static Sample Struct { get; } = new(new Circle("a", 1), [], new Call("you"), new Animal("cow"), null, new("f", 1));
        }
        """);

    [Fact]
    public void Derived_types_are_written_as_the_serializer_writes_them() => Program.AssertRoundTrips();

    [Fact]
    public void The_discriminator_may_stand_anywhere()
        => Assert.Equal(
            Program.Write(Program.Sample("Full")),
            Program.Write(Program.Read(Program.Write(Program.Sample("Full")).Replace("{\"$type\":\"dog\",\"age\":3,\"name\":\"rex\"}", "{\"age\":3,\"name\":\"rex\",\"$type\":\"dog\"}", StringComparison.Ordinal))));

    [Fact]
    public void An_unknown_discriminator_is_refused()
        => Assert.Contains("hexagon", Program.AssertRefused(Program.Write(Program.Sample("Struct")).Replace("\"circle\",", "\"hexagon\",", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Without_declared_derived_types_a_member_carries_what_its_own_type_has()
    {
        var program = JobProgram.Of(
            """
            public record Animal(string Name);
            public sealed record Dog(string Name, int Age) : Animal(Name);
            [Job("animals")] public sealed partial record Sample(Animal Animal);
            public static class Samples { public static Sample Derived { get; } = new(new Dog("rex", 3)); }
            """);
        var job = program.Sample("Derived");

        Assert.Equal("""{"animal":{"name":"rex"}}""", program.Write(job));
        Assert.Equal(program.WriteByReflection(job), program.Write(job));
    }
}
