using Microsoft.Playwright;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests.Page;

/// <summary>The students: compared, told apart by their states, promoted by whoever has the key.</summary>
public sealed class StudentsPageTests(Chromium chromium, AzuriteFixture azurite) : PageTestBase(chromium, azurite)
{
    [Fact]
    public async Task StatesOfStudentsAreToldRightlyAndTheGateIsATable()
    {
        await using var service = await Scenes.StartAsync("rejected", Azurite);
        var students = await service.Registry.ListAsync(CancellationToken.None);
        var champion = (await service.Registry.ChampionAsync(CancellationToken.None))!.Value.Student;
        var rejected = students.Single(s => s.Id != champion).Id;
        await service.RegisterAsync(plus: 5, dataset: "third");
        var page = await Chromium.OpenAsync(service, "#students?student=" + rejected);

        await Assertions.Expect(Row(champion)).ToContainTextAsync("Champion");
        await Assertions.Expect(Row(rejected)).ToContainTextAsync("Rejected");
        await Assertions.Expect(page.GetByRole(AriaRole.Table, new() { Name = "Students" })).ToContainTextAsync("Registered");
        var gate = page.GetByRole(AriaRole.Table, new() { Name = "Rules of the gate" });
        await Assertions.Expect(gate.Locator("tbody tr").Nth(1)).ToContainTextAsync("not met");
        await Assertions.Expect(gate.Locator("tbody tr").Nth(1)).ToContainTextAsync("the skill itself must be above 0.000");

        ILocator Row(string id) =>
            page.GetByRole(AriaRole.Table, new() { Name = "Students" }).Locator("tr").Filter(new() { HasText = id[..12] });
    }

    [Fact]
    public async Task StudentsStandSideBySide()
    {
        await using var service = await Scenes.StartAsync("rejected", Azurite);
        var page = await Chromium.OpenAsync(service, "#students");

        await page.GetByLabel("beside it").CheckAsync();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Training of 2 students");
        await Assertions.Expect(page.GetByRole(AriaRole.Table, new()
        {
            Name = "Errors of the students",
        }).Locator("thead th")).ToHaveCountAsync(3);
        Assert.Contains("with=", page.Url, StringComparison.Ordinal);
        Assert.Empty(Chromium.Faults);
    }

    [Fact]
    public async Task ARefreshFoldsNothingAndLeavesTheKeyboardWhereItWas()
    {
        var student = await Service.PromoteAsync();
        await SampleVerification.StoreAsync(Service.Get<WeatherStorage>(), student, CancellationToken.None);
        var page = await Chromium.OpenAsync(Service, "#students");
        await page.GetByText("Figures of all systems").First.ClickAsync();
        var choice = page.GetByRole(AriaRole.Button, new() { Name = student[..12] + ": show this student" });
        await choice.FocusAsync();

        await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync("async () => (await import('/assets/address.js')).refresh()"),
            response => response.Url.Contains("/api/v1/students", StringComparison.Ordinal));

        await Assertions.Expect(page.Locator("main details[open]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("main details[open] table")).ToBeVisibleAsync();
        await Assertions.Expect(choice).ToBeFocusedAsync();
        Assert.Empty(Chromium.Faults);
    }

    [Fact]
    public async Task TheKeyIsAskedForWhenSomethingIsChangedAndNotAgain()
    {
        var first = await Service.PromoteAsync();
        var second = await Service.RegisterAsync(plus: 3, dataset: "second");
        var page = await Chromium.OpenAsync(Service, "#students");
        Assert.Equal(0, await page.Locator("input[type=password]:visible").CountAsync());

        await PromoteAsync(page);

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("seen on the page");
        Assert.Equal(second, (await Service.Registry.ChampionAsync(CancellationToken.None))!.Value.Student);
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Admin key")).ToBeHiddenAsync();
        await page.Locator("#confirm-yes").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = first[..12] }).First).ToContainTextAsync("Champion");
        Assert.Empty(Chromium.Faults);
    }

    [Fact]
    public async Task AWrongKeyIsRefusedAloudAndAskedForAgain()
    {
        await Service.PromoteAsync();
        await Service.RegisterAsync(plus: 3, dataset: "second");
        var page = await Chromium.OpenAsync(Service, "#students");

        await PromoteAsync(page, "guess");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not the admin key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Admin key")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task UnderAzureFunctionsThePageSendsItsKeyAsThePlatformAsksForIt()
    {
        await Service.PromoteAsync();
        var second = await Service.RegisterAsync(3, "another dataset");
        var page = await Chromium.OpenAsync(Service, "#students");

        // The Functions host takes the key out of its own header and knows no other; behind it the app asks for none.
        await page.RouteAsync("**/promote", async route =>
        {
            var headers = new Dictionary<string, string>(route.Request.Headers, StringComparer.OrdinalIgnoreCase);
            headers.Remove("X-Admin-Key");
            if (headers.Remove("x-functions-key", out var key))
            {
                headers["X-Admin-Key"] = key;
            }

            await route.ContinueAsync(new RouteContinueOptions { Headers = headers });
        });

        await PromoteAsync(page);

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("seen on the page");
        Assert.Equal(second, (await Service.Registry.ChampionAsync(CancellationToken.None))!.Value.Student);
    }

    private static async Task PromoteAsync(IPage page, string key = ApiService.AdminKey)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await page.GetByLabel("Admin key").FillAsync(key);
        await page.GetByLabel("Reason, for the history").FillAsync("seen on the page");
        await page.Locator("#confirm-yes").ClickAsync();
    }
}
