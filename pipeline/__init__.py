"""Learning for the police from reviews of children's deaths and serious harm, in five stages.

1. extract  An original becomes a Review: whole, citable passages and dated facts.
2. screen   A Review gets a Screening: each eligibility criterion with its evidence.
3. tag      Passages get Tags: the themes of police practice they speak of, and how.
4. correct  Reviewers settle screening and tags on a page in the browser.
5. brief    A quarter's settled record becomes the printed briefing, its web twin and workbook.
"""
