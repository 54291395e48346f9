using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace TypedJobs.Beanstalk.Connections;

/// <content>Making connections.</content>
internal sealed partial class Session
{
    /// <summary>Tries until there is a connection or the session is closed.</summary>
    /// <param name="awaited">What the last one still has to be told first.</param>
    private async Task ReconnectAsync(Task awaited)
    {
        while (true)
        {
            try
            {
                await awaited.WaitAsync(_closing.Token).ConfigureAwait(false);
                if (_failures > 0)
                {
                    await Task.Delay(Options.Reconnect.PauseAfter(_failures), Options.TimeProvider, _closing.Token).ConfigureAwait(false);
                }

                await OpenAsync(_closing.Token).ConfigureAwait(false);
                BeanstalkMeter.Reconnected();
                return;
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it was, it is tried again: commands wait for this.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                _failures++;
                Refuse(NoteFailure(failed));
            }
        }
    }

    /// <summary>The server cannot be reached: unless commands are to wait, those that do fail.</summary>
    private Operation[] NoteFailure(Exception failed)
    {
        lock (Lock)
        {
            if (_closed)
            {
                return [];
            }

            if (_unreachable is null)
            {
                Log.ReconnectFailed(Logger, Address, failed.Message);
            }

            _unreachable = $"it cannot be made again: {failed.Message}";
            _cause = failed;
            return Options.Reconnect.CommandsWait ? [] : TakeParkedWithLock();
        }
    }

    /// <summary>Makes a connection, and gives it what waits.</summary>
    /// <exception cref="BeanstalkConnectionException">It could not be made in time.</exception>
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Options.ConnectTimeout, Options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        IDuplexPipe? transport = null;
        try
        {
            transport = await _connect(either.Token).ConfigureAwait(false) ?? throw new InvalidOperationException("it returned null.");
            var server = await Background.Elsewhere(Greeting.ExchangeAsync(transport, _watched.List(), Options.MaxReplySize, either.Token))
                .ConfigureAwait(false);
            Log.Connected(Logger, server.Version, Address);
            Begin(transport, server);
            transport = null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException cancelled) when (timeout.IsCancellationRequested)
        {
            throw CannotConnect($"no answer within {Options.ConnectTimeout.TotalSeconds:0.###} seconds.{WhatToDo()}", cancelled);
        }
#pragma warning disable CA1031, CA1508 // The application's own way of connecting may throw anything, and is tried again all the same. The analyzer overlooks that it throws.
        catch (Exception failed) when (transport is null && Options.Connect is not null)
        {
            throw CannotConnect($"{nameof(BeanstalkClientOptions)}.{nameof(BeanstalkClientOptions.Connect)} failed: {failed.Message}", failed);
        }
        catch (SocketException refused)
        {
            throw CannotConnect(WhyNot(refused), refused);
        }
        catch (Exception failed) when (failed is BeanstalkException or IOException)
        {
            throw CannotConnect($"what listens there does not answer as beanstalkd does. {failed.Message}", failed);
        }
        catch (Exception failed)
        {
            throw CannotConnect($"the first exchange failed: {failed.Message}", failed);
        }
#pragma warning restore CA1031, CA1508
        finally
        {
            if (transport is not null)
            {
                await HarmlessTransport.CloseAsync(transport, new IOException("The greeting failed."), Options.TimeProvider).ConfigureAwait(false);
            }
        }
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The session keeps it, and disposes it.")]
    private void Begin(IDuplexPipe transport, ServerStats server)
    {
        var connection = new Connection(this, transport, server);
        var send = false;
        lock (Lock)
        {
            _connections.RemoveWhere(static one => one.Ended.IsCompleted);
            _connections.Add(connection);
            (_connection, _last) = (_closed ? null : connection, connection);
            (_unreachable, _cause) = (null, null);
            while (_parked.TryDequeue(out var operation))
            {
                send |= connection.EnqueueWithLock(operation);
            }

            // Whoever finds it waits for its end.
            connection.Start();
        }

        connection.SendIf(send);
    }

    private BeanstalkConnectionException CannotConnect(string reason, Exception cause)
        => new($"Cannot connect to {Address}: {reason}", CommandOutcome.NotSent, cause);

    private string WhyNot(SocketException refused) => refused.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"the name '{_server.Host}' leads to no machine: {refused.Message}.",
        _ when _server.Path is { } path && !File.Exists(path) => $"there is no socket {path}.{WhatToDo()}",
        _ => $"{refused.Message}.{WhatToDo()}",
    };

    private string WhatToDo() => Options.Connect is not null || _server.Name is not null
        ? string.Empty
        : $" Is beanstalkd running? 'beanstalkd {(_server.Path is { } path ? $"-l unix:{path}" : $"-l {_server.Host} -p {_server.Port}")}' starts one there.";
}
