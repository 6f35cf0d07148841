namespace WeatherKd.Infrastructure.Tests;

/// <summary>The hooks of <c>azure.yaml</c>, run against commands that write down their calls.</summary>
public sealed class HookTests : IDisposable
{
    private const string Key = "case \"$*\" in *'keys list'*) echo the-key;; esac";
    private readonly HookRun _run = new HookRun().With("curl", "exit 0").With("sleep", "exit 0");

    private IReadOnlyList<string> Subscriptions =>
        [.. _run.Calls.Where(c => c.Contains("event-subscription create", StringComparison.Ordinal))];

    public void Dispose() => _run.Dispose();

    [Fact]
    public void EachCallNamesTheSubscriptionOfTheEnvironment()
    {
        var (code, said) = _run.With("az", Key).Run("hooks/subscribe-events.sh");

        Assert.True(code == 0, said);
        var calls = _run.Calls.Where(c => c.StartsWith("az ", StringComparison.Ordinal)).ToList();
        Assert.Equal(1 + 1 + 4, calls.Count);
        Assert.All(calls, c => Assert.Contains("--subscription azds-own-subscription", c, StringComparison.Ordinal));
    }

    [Fact]
    public void EachSubscriptionHasItsFunctionAndItsDeadLetters()
    {
        _run.With("az", Key).Run("hooks/subscribe-events.sh");

        Assert.Equal(4, Subscriptions.Count);
        Assert.All(Subscriptions, s =>
        {
            Assert.Contains(
                "--deadletter-identity systemassigned --deadletter-identity-endpoint /subscriptions/s/containers/dead-letters",
                s,
                StringComparison.Ordinal);
            Assert.Contains("&code=the-key", s, StringComparison.Ordinal);
        });
        Assert.Contains("functionName=Host.Functions.TrainingResultFile", Subscriptions[3], StringComparison.Ordinal);
        Assert.Contains("--subject-ends-with /result.json", Subscriptions[3], StringComparison.Ordinal);
        Assert.DoesNotContain(Subscriptions.Take(3), s => s.Contains("--subject-ends-with", StringComparison.Ordinal));
    }

    [Fact]
    public void AnAppThatIsColdIsWokenAndAskedAgain()
    {
        // The key comes at the third call, the handshake of the first subscription fails twice.
        var (code, said) = _run
            .With("az", "case \"$*\" in *'keys list'*) [ $calls -lt 4 ] || echo the-key;; *'create'*) [ $calls -ge 7 ] || exit 1;; esac")
            .Run("hooks/subscribe-events.sh");

        Assert.True(code == 0, said);
        Assert.Equal(4 + 2, Subscriptions.Count);
        Assert.Equal(
            2 + 2,
            _run.Calls.Count(c => c.StartsWith("curl ", StringComparison.Ordinal)
                && c.Contains("https://func-test.example/healthz", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("case \"$*\" in *'keys list'*) exit 0;; esac", "did not make its key 'blobs_extension' within 0 s")]
    [InlineData(
        "case \"$*\" in *'keys list'*) echo the-key;; *create*) exit 1;; esac",
        "The subscription observations was not accepted within 0 s")]
    public void AnAppThatNeverAnswersEndsTheHookWithWhatToDo(string az, string told)
    {
        _run.Environment["SUBSCRIBE_LIMIT_SECONDS"] = "0";

        var (code, said) = _run.With("az", az).Run("hooks/subscribe-events.sh");

        Assert.Equal(1, code);
        Assert.Contains(told, said, StringComparison.Ordinal);
        Assert.Contains("azd hooks run postdeploy", said, StringComparison.Ordinal);
    }

    [Fact]
    public void ACliThatIsNotSignedInIsToldSoAtOnce()
    {
        var (code, said) = _run.With("az", "exit 1").Run("hooks/subscribe-events.sh");

        Assert.Equal(1, code);
        Assert.Contains("az login --tenant tenant", said, StringComparison.Ordinal);
        Assert.Single(_run.Calls);
    }

    [Theory]
    [InlineData("stdatatest\n", 0, true)]
    [InlineData("yes\n", 1, false)]
    [InlineData("\n", 1, false)]
    public void ALockIsRemovedOnlyAfterItsAccountWasNamed(string answer, int expected, bool removed)
    {
        var (code, _) = _run.With("az", "case \"$*\" in *'lock list'*) echo /locks/keep;; esac").Run("hooks/remove-lock.sh", answer);

        Assert.Equal(expected, code);
        Assert.Equal(removed, _run.Calls.Contains("az lock delete --ids /locks/keep --output none"));
    }

    [Fact]
    public void WithoutALockNothingIsAsked()
    {
        Assert.Equal(0, _run.With("az", "exit 0").Run("hooks/remove-lock.sh").Code);
        _run.Environment["DATA_ACCOUNT_NAME"] = string.Empty;
        Assert.Equal(0, _run.With("az", "exit 0").Run("hooks/remove-lock.sh").Code);
        Assert.Single(_run.Calls);
    }

    [Fact]
    public void AnAccountThatIsGoneAlreadyStopsNothing()
    {
        var (code, said) = _run.With("az", "exit 3").Run("hooks/remove-lock.sh");

        Assert.Equal(0, code);
        Assert.Contains("could not be found out", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200", 0)]
    [InlineData("503", 0)]
    [InlineData("401", 0)]
    [InlineData("500", 1)]
    [InlineData("404", 1)]
    public void TheSmokeTestTellsAServiceThatIsNotReadyYetFromOneThatIsBroken(string ready, int expected)
    {
        var (code, said) = _run.With("curl", $"case \"$*\" in */healthz*) printf 200;; *) printf {ready};; esac")
            .Run("smoke-test.sh", string.Empty, "https://func-test.example");

        Assert.True(code == expected, said);
    }

    [Fact]
    public void TheSmokeTestOfAServiceThatDoesNotAnswerFails()
    {
        _run.Environment["SMOKE_TRIES"] = "3";

        Assert.Equal(1, _run.With("curl", "printf 000; exit 7").Run("smoke-test.sh", string.Empty, "https://func-test.example").Code);
        Assert.Equal(3, _run.Calls.Count(c => c.StartsWith("curl ", StringComparison.Ordinal)));
    }
}
