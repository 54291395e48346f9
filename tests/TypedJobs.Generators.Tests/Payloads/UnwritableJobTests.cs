using System.Reflection;
using System.Text.Json;
using TypedJobs.Envelopes;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>A job that cannot be written fails with a message that names it and says where and why, whatever threw and however it is written.</summary>
public sealed class UnwritableJobTests
{
    private static readonly JobProgram Program = JobProgram.Of(
        """
        public enum Color { Red }
        public sealed record Line(string Product, Color Color = Color.Red, double Rate = 1);
        public sealed class Node { public Node? Next { get; set; } }
        public sealed class Lazy { public int A { get; set; } public int B { get => A == 0 ? throw new InvalidOperationException("not yet") : A; init => A = value; } }
        [JsonConverter(typeof(WordConverter))] public sealed record Word(string Text);
        public sealed class WordConverter : JsonConverter<Word>
        {
            public override Word Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => new(reader.GetString()!);
            public override void Write(System.Text.Json.Utf8JsonWriter writer, Word value, System.Text.Json.JsonSerializerOptions options)
                => writer.WriteStringValue(value.Text.Length > 0 ? value.Text : throw new FormatException("no word"));
        }
        [Job("order.create")] public sealed partial record Sample(Line[]? Lines = null, Dictionary<string, double[]>? Rates = null, Color? Color = null, Node? Node = null, Lazy? Lazy = null, Word[]? Words = null, [property: JsonPropertyName("the lines")] IEnumerable<Line>? More = null);
        public static class Wrong
        {
            public static Sample Text => new([new("p"), new(null!)]);
            public static Sample Number => new([new("p"), new("q", Rate: double.NaN)]);
            public static Sample Element => new([], new() { ["a"] = [1], ["a b"] = [1, 2, double.PositiveInfinity, 3] });
            public static Sample Name => new(Color: (Color)7);
            public static Sample Getter => new(Lazy: new());
            public static Sample Converter => new(Words: [new("w"), new("")]);
            public static Sample Sequence => new(More: Endless());
            public static Sample Cycle { get { var node = new Node(); node.Next = node; return new(Node: node); } }
            private static IEnumerable<Line> Endless() { yield return new("p"); throw new NotSupportedException("no more"); }
        }
        """);

    private static readonly Action<object> Write = typeof(UnwritableJobTests)
        .GetMethod(nameof(WriteAs), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(Program.JobType).CreateDelegate<Action<object>>();

    [Theory]
    [InlineData("Text", ", at $.lines[1]: 'Line.Product' is null, which its type does not allow. Declare it nullable, or give it a value.")]
    [InlineData("Number", ", at $.lines[1].rate: .NET number values such as positive and negative infinity cannot be written as valid JSON.")]
    [InlineData("Element", ", at $.rates['a b'][2]: .NET number values")]
    [InlineData("Name", ", at $.color: 7 is no value of the enum 'Acme.Color', and enums are written as names. Declare the value, or use another.")]
    [InlineData("Getter", ", at $.lazy: not yet")]
    [InlineData("Converter", ", at $.words[1]: no word")]
    [InlineData("Sequence", ", at $['the lines'][1]: no more")]
    [InlineData("Cycle", ", at $.node.next.next.")]
    public void The_message_says_which_job_where_and_why(string sample, string said)
    {
        var refused = Assert.Throws<JsonException>(() => Write(Program.Wrong(sample)));

        Assert.StartsWith($"The job 'order.create' cannot be written as JSON{said}", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.InnerException);
    }

    private static void WriteAs<T>(object job)
        where T : IJob<T>
        => EnvelopeWriter.Rent().Write((T)job, T.Contract, Guid.Empty);
}
