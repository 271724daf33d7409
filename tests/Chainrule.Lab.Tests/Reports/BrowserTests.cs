namespace Chainrule.Lab.Tests.Reports;

/// <summary>Pages of runs in a real browser, opened from files, without network.</summary>
public class BrowserTests(ReportedRuns runs) : IClassFixture<ReportedRuns>
{
    private const string FirstMistake = "td.wrong a[data-cell]";

    public static TheoryData<string> Names => ReportedRuns.Names;

    [Theory, MemberData(nameof(Names))]
    public async Task A_page_loads_nothing_and_complains_about_nothing(string name)
    {
        await using Browser browser = await Open(name);
        Assert.Equal(runs[name].Summary.Name, await browser.Evaluate<string>("document.querySelector('h1').textContent"));
        Assert.Equal(
            0, await browser.Evaluate<int>("[...document.images].filter(image => !image.complete || image.naturalWidth === 0).length"));
        Assert.True(await browser.Evaluate<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
            "The page is wider than the window.");
        Assert.All(browser.Requests, address => Assert.True(address.StartsWith("data:", StringComparison.Ordinal)
            || address == new Uri(runs[name].File).AbsoluteUri || address == "about:blank", address));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_chosen_cell_shows_its_pictures_and_no_others()
    {
        await using Browser browser = await Open("digits");
        int all = await browser.Evaluate<int>(Visible);
        string cell = await browser.Evaluate<string>($"document.querySelector('{FirstMistake}').dataset.cell");
        int count = await browser.Evaluate<int>($"Number(document.querySelector('{FirstMistake}').textContent)");

        await browser.Click(FirstMistake);

        Assert.Equal(Math.Min(count, 24), await browser.Evaluate<int>(Visible));
        Assert.Equal(
            [cell], await browser.Evaluate<string[]>("[...document.querySelectorAll('.samples:not([hidden])')].map(group => group.id)"));
        double[] size = await browser.Evaluate<double[]>(
            $"(() => {{ const r = document.querySelector('#{cell} img').getBoundingClientRect(); return [r.width, r.height]; }})()");
        Assert.All(size, extent => Assert.True(extent > 20, "The picture cannot be seen."));
        Assert.Equal($"Shown: {cell.Split('-')[1]} taken for {cell.Split('-')[2]}.",
            await browser.Evaluate<string>("document.getElementById('chosen').textContent"));
        Assert.Equal("true", await browser.Evaluate<string>($"document.querySelector('{FirstMistake}').getAttribute('aria-current')"));

        await browser.Click("#show-all");
        Assert.Equal(all, await browser.Evaluate<int>(Visible));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Right_decisions_can_be_looked_at_too()
    {
        await using Browser browser = await Open("digits");
        await browser.Click("td.right a[data-cell]");
        Assert.InRange(await browser.Evaluate<int>(
            "[...document.querySelectorAll('#samples details img')].filter(image => image.checkVisibility()).length"), 1, 6);
        Assert.True(await browser.Evaluate<bool>("document.querySelector('#samples details').open"));
    }

    [Fact]
    public async Task Cells_are_reached_and_chosen_with_the_keyboard()
    {
        await using Browser browser = await Open("digits");
        await browser.Evaluate<bool>("(document.querySelector('a[data-cell=\"cell-0-0\"]').focus(), true)");
        await browser.Press("ArrowRight");
        await browser.Press("ArrowDown");
        string focused = await browser.Evaluate<string>("document.activeElement.dataset.cell");
        Assert.NotEqual("cell-0-0", focused);
        await browser.Press("Enter", "\r");
        Assert.Equal(
            [focused], await browser.Evaluate<string[]>("[...document.querySelectorAll('.samples:not([hidden])')].map(group => group.id)"));
    }

    [Fact]
    public async Task Samples_without_pictures_are_chosen_alike()
    {
        await using Browser browser = await Open("flowers");
        await browser.Click(FirstMistake);
        string shown = await browser.Evaluate<string>("document.querySelector('.samples:not([hidden]) h4').textContent");
        Assert.Contains("taken for", shown);
        Assert.True(await browser.Evaluate<int>("document.querySelectorAll('.samples:not([hidden]) tbody tr').length") > 0);
    }

    [Fact]
    public async Task The_recipe_is_copied()
    {
        await using Browser browser = await Open("xor");
        await browser.Click("button[data-copy=recipe]");
        await Task.Delay(100);
        Assert.Equal("Copied", await browser.Evaluate<string>("document.querySelector('button[data-copy=recipe]').textContent"));
        Assert.Empty(browser.Complaints);
    }

    [Theory]
    [InlineData(false, "rgb(255, 255, 255)")]
    [InlineData(true, "rgb(21, 24, 28)")]
    public async Task A_page_is_light_or_dark_as_the_reader_likes_it_with_its_pictures(bool isDark, string background)
    {
        await using Browser browser = await Open("digits", isDark);
        Assert.Equal(background, await browser.Evaluate<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal(background, await browser.Evaluate<string>("getComputedStyle(document.querySelector('svg.cr .back')).fill"));
    }

    private static string Visible => "[...document.querySelectorAll('#samples img')].filter(image => image.checkVisibility()).length";

    private async Task<Browser> Open(string name, bool isDark = false)
    {
        Assert.SkipWhen(Browser.Path is null,
            "There is no Chromium on the path: install chromium (apt-get install chromium) to test pages in a browser.");
        return await Browser.Open(runs[name].File, isDark);
    }
}
