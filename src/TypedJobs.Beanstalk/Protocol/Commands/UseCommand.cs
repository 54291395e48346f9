namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct UseCommand(TubeName Tube) : ICommand<TubeName>
{
    public static string Name => "use";

    public void WriteTo(ref CommandWriter writer) => writer.Line("use"u8, Tube);

    public TubeName Interpret(in Reply reply)
        => reply.Kind == ReplyKind.Using && reply.Text == Tube.ToString() ? Tube : throw reply.ToException(Name);
}
