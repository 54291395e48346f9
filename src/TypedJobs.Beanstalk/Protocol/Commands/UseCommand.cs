using System.Text;

namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct UseCommand(TubeName Tube) : ICommand<TubeName>
{
    public static string Name => "use";

    public void WriteTo(ref CommandWriter writer) => writer.Line("use"u8, Tube);

    public TubeName Interpret(in Reply reply)
        => reply.Kind == ReplyKind.Using && IsNamed(reply) ? Tube : throw reply.ToException(Name);

    private bool IsNamed(in Reply reply)
        => reply.Data.IsSingleSegment ? Ascii.Equals(reply.Data.FirstSpan, Tube.ToString()) : reply.Text == Tube.ToString();
}
