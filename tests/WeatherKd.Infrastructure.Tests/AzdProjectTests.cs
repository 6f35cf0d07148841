using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests;

/// <summary><c>azure.yaml</c> and what it names.</summary>
public sealed partial class AzdProjectTests
{
    private static readonly string Project = File.ReadAllText(Path.Combine(Bicep.Repository, "azure.yaml"));

    [Fact]
    public void EveryPathThatItNamesExists()
    {
        var paths = Paths().Matches(Project).Select(m => m.Groups["path"].Value).ToList();

        Assert.Contains("infra/trainer.Dockerfile", paths);
        Assert.Contains("src/WeatherKd.Functions", paths);
        Assert.All(paths, p => Assert.True(Path.Exists(Path.Combine(Bicep.Repository, p)), p));
    }

    [Fact]
    public void EachHookHasItsTwinForWindows()
    {
        var hooks = Hooks()
            .Matches(Project)
            .Select(m => (Shell: m.Groups["shell"].Value, File: Path.GetFileName(m.Groups["path"].Value)))
            .ToList();

        Assert.NotEmpty(hooks);
        Assert.All(hooks, h => Assert.Equal(h.Shell == "sh" ? ".sh" : ".ps1", Path.GetExtension(h.File)));
        Assert.Equal(
            hooks.Where(h => h.Shell == "sh").Select(h => Path.GetFileNameWithoutExtension(h.File)),
            hooks.Where(h => h.Shell == "pwsh").Select(h => Path.GetFileNameWithoutExtension(h.File)));
    }

    [Fact]
    public void TheTrainerIsBuiltInTheRegistryFromWhatLiesHere()
    {
        Assert.Contains("host: containerapp", Project, StringComparison.Ordinal);
        Assert.Contains("remoteBuild: true", Project, StringComparison.Ordinal);
        Assert.Contains("- TorchBackend=${TORCH_BACKEND}", Project, StringComparison.Ordinal);

        // Jobs are deployed as services since azd 1.23.13 (its changelog, issue 2743).
        Assert.Contains("azd: \">= 1.23.13\"", Project, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "TRAINER_IMAGE}",
            File.ReadAllText(Bicep.Infra("main.parameters.json"))
                .Replace("SERVICE_TRAINER_IMAGE_NAME", string.Empty, StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void NothingOfTheTrainersImageComesFromARegistryThatLimitsPulls()
    {
        var images = From().Matches(File.ReadAllText(Bicep.Infra("trainer.Dockerfile"))).Select(m => m.Groups["image"].Value).ToList();

        Assert.NotEmpty(images);
        Assert.All(images, i => Assert.StartsWith("mcr.microsoft.com/", i, StringComparison.Ordinal));
    }

    [Fact]
    public void TheBuildsContextHoldsWhatTheDockerfileCopies()
    {
        var kept = File.ReadLines(Bicep.Infra("trainer.Dockerfile.dockerignore"))
            .Where(l => l.StartsWith('!'))
            .Select(l => l[1..])
            .ToList();
        var copied = Copy().Match(File.ReadAllText(Bicep.Infra("trainer.Dockerfile"))).Groups["files"].Value.Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("global.json", copied);
        Assert.All(copied.Append("src"), file => Assert.Contains(file, kept));
    }

    [Fact]
    public void ThePipelineTestsBeforeItDeploysAndSignsInWithoutASecret()
    {
        var workflow = File.ReadAllText(Path.Combine(Bicep.Repository, ".github", "workflows", "azure-dev.yml"));

        Assert.Contains("needs: test", workflow, StringComparison.Ordinal);
        Assert.Contains("id-token: write", workflow, StringComparison.Ordinal);
        Assert.Contains("--federated-credential-provider github", workflow, StringComparison.Ordinal);
        Assert.DoesNotContain("AZURE_CLIENT_SECRET", workflow, StringComparison.Ordinal);
        Assert.Contains("infra/smoke-test.sh", workflow, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\s+(project|path|run|context): (\./)?(?<path>\S+)$", RegexOptions.Multiline
        | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Paths();

    [GeneratedRegex(@"shell: (?<shell>\w+)\s+run: (?<path>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hooks();

    [GeneratedRegex(@"^FROM (?<image>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex From();

    [GeneratedRegex(@"^COPY (?<files>[^-].*) \./$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Copy();
}
