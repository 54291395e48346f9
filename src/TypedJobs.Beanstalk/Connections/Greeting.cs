using System.IO.Pipelines;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>The first exchange over a new connection: it shows that a beanstalkd is there and which one, and watches what was watched before.</summary>
internal static class Greeting
{
    /// <exception cref="BeanstalkException">The server answers otherwise than beanstalkd does.</exception>
    /// <exception cref="EndOfStreamException">It ended the connection.</exception>
    public static async Task<ServerStats> ExchangeAsync(
        IDuplexPipe transport, IReadOnlyList<TubeName> watched, int maxReplySize, CancellationToken cancellationToken)
    {
        var ignoresDefault = watched.Count > 0 && !watched.Contains(TubeName.Default);
        _ = await Write(transport.Output, watched, ignoresDefault).FlushAsync(cancellationToken).ConfigureAwait(false);
        var server = await ReadAsync<StatsCommand, ServerStats>(transport.Input, default, maxReplySize, cancellationToken).ConfigureAwait(false);
        foreach (var tube in watched)
        {
            _ = await ReadAsync<WatchCommand, int>(transport.Input, new(tube), maxReplySize, cancellationToken).ConfigureAwait(false);
        }

        if (ignoresDefault)
        {
            _ = await ReadAsync<IgnoreCommand, int>(transport.Input, new(TubeName.Default), maxReplySize, cancellationToken).ConfigureAwait(false);
        }

        return server;
    }

    private static PipeWriter Write(PipeWriter output, IReadOnlyList<TubeName> watched, bool ignoresDefault)
    {
        var writer = new CommandWriter(output);
        default(StatsCommand).WriteTo(ref writer);
        foreach (var tube in watched)
        {
            new WatchCommand(tube).WriteTo(ref writer);
        }

        if (ignoresDefault)
        {
            new IgnoreCommand(TubeName.Default).WriteTo(ref writer);
        }

        return output;
    }

    private static async Task<TResult> ReadAsync<TCommand, TResult>(
        PipeReader input, TCommand command, int maxReplySize, CancellationToken cancellationToken)
        where TCommand : struct, ICommand<TResult>
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (ReplyParser.TryRead(ref buffer, maxReplySize, out var reply))
            {
                var result = command.Interpret(reply);
                input.AdvanceTo(buffer.Start);
                return result;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                throw new EndOfStreamException("It closed the connection without an answer.");
            }
        }
    }
}
